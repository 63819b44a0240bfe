import type { JoinOptions } from "./config/join_options.ts";
import type { ChosenPlugin } from "./discovery/contract.ts";
import type { Emit } from "./engine/events.ts";
import type { Phase } from "./engine/phase.ts";
import type { JoinState } from "./engine/state.ts";
import type { Hooks } from "./hooks/hooks.ts";
import type { EarlierJoin } from "./resume/earlier_join.ts";
import type { Clock, Host } from "./host/types.ts";
import type { NodeFacts } from "./node/facts.ts";

/** What a phase of the join gets beside its input. */
export interface JoinContext {
  readonly host: Host;
  readonly clock: Clock;
  readonly options: JoinOptions;
  /** The discovery plugin that the options ask for, if they ask for one. */
  readonly plugin: ChosenPlugin | undefined;
  readonly facts: NodeFacts;
  /** What earlier runs left of a join; undefined where there was none. */
  readonly earlier?: EarlierJoin | undefined;
  /** The operator's own programs; undefined where there are none, or none may run. */
  readonly hooks?: Hooks | undefined;
  /** One phase was asked for by name, not the whole join. */
  readonly alone: boolean;
  /** Something that nobody waits for: given up when the join ends. What it throws is lost. */
  background(task: (signal: AbortSignal) => Promise<void>): void;
  /** Aborted when the phases that run side by side with this one have ended. */
  readonly neighboursEnded?: AbortSignal;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** A phase of the join. */
export type JoinPhase<
  Needs extends keyof JoinState = never,
  Provides extends keyof JoinState = never,
> = Phase<JoinContext, Needs, Provides>;
