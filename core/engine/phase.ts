import type { JoinState } from "./state.ts";

/**
 * A phase: a value that says what it needs and what it provides. The life of a phase:
 *
 * 1. `plan` checks that everything in `needs` is provided by an earlier phase.
 * 2. `validate` looks whether what the operator gave is enough, before any phase of the plan runs.
 * 3. For `join phase X`, a provider's `recall` may find what an earlier run left; else the provider runs
 *    if it is read-only (`changes` is empty).
 * 4. In a whole join, `resume` may find that what an earlier run left is still good: then the phase is not
 *    run again.
 * 5. `run` gets exactly what it needs and returns exactly what it provides. It throws a JoinError when the
 *    join cannot go on, and honours `ctx.signal` in every wait.
 *
 * Phases with no `changes` only look: the runner may let neighbours of that kind run side by side.
 */
export interface Phase<
  Context,
  Needs extends keyof JoinState = never,
  Provides extends keyof JoinState = never,
> {
  readonly name: string;
  /** One line for help and reference. */
  readonly summary: string;
  readonly needs: readonly Needs[];
  readonly provides: readonly Provides[];
  /** What it changes on machine or cluster, a line each, for the reference page and the dry run. */
  readonly changes: readonly string[];
  /** @throws JoinError of exit code 3. Touches nothing. */
  validate?(ctx: Context): void | Promise<void>;
  run(input: Pick<JoinState, Needs>, ctx: Context): Promise<Pick<JoinState, Provides>>;
  /** What an earlier run left, if it is there and still good. Reads only. */
  recall?(ctx: Context): Promise<Pick<JoinState, Provides> | undefined>;
  /**
   * What an earlier run left, finished where it was half done; undefined if there is nothing, or it is not
   * good any more. @throws JoinError where what is there forbids to go on
   */
  resume?(
    input: Pick<JoinState, Needs>,
    ctx: Context,
  ): Promise<Pick<JoinState, Provides> | undefined>;
  /** What it came to, in a few words for the line that ends it. */
  describe?(provided: Pick<JoinState, Provides>): string;
}

/** A phase of any needs: what a manifest lists. */
export interface AnyPhase<Context> {
  readonly name: string;
  readonly summary: string;
  readonly needs: readonly (keyof JoinState)[];
  readonly provides: readonly (keyof JoinState)[];
  readonly changes: readonly string[];
  validate?(ctx: Context): void | Promise<void>;
  run(input: Partial<JoinState>, ctx: Context): Promise<Partial<JoinState>>;
  recall?(ctx: Context): Promise<Partial<JoinState> | undefined>;
  resume?(input: Partial<JoinState>, ctx: Context): Promise<Partial<JoinState> | undefined>;
  describe?(provided: Partial<JoinState>): string;
}
