import { JoinError, toJoinError } from "./errors.ts";
import type { Emit, PhaseOutcome } from "./events.ts";
import type { AnyPhase } from "./phase.ts";
import type { Plan, Step } from "./plan.ts";
import type { JoinState } from "./state.ts";
import { roundMs } from "./round_ms.ts";

/** What the runner itself wants of a context; phases see whatever more it holds. */
export interface RunnerContext {
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly clock: { elapsedMs(): number };
  /** One phase was asked for by name: it is run, whatever an earlier run left. */
  readonly alone?: boolean;
  /** Aborted when all phases that run side by side with this one have ended; set by the runner. */
  readonly neighboursEnded?: AbortSignal;
}

/**
 * Thrown by a dry-run host where a change would go to the cluster: what comes after depends on the
 * cluster's answer, so the run ends here, well.
 */
export class DryRunEnd extends Error {
  override readonly name = "DryRunEnd";
}

/**
 * Walks a plan. Neighbouring phases that change nothing and need nothing of each other run side by side;
 * if several of them fail, the first of the manifest is the one reported. Everything else is in order.
 *
 * @param state filled as it comes, so that it can be read of a run that fails, too
 * @throws JoinError with `phase` set: the phase's own error, or `internal` around anything else thrown.
 */
export async function run<Context extends RunnerContext>(
  steps: Plan<Context>,
  ctx: Context,
  state: Partial<JoinState> = {},
): Promise<Partial<JoinState>> {
  const todo = steps.filter((step) => step.action !== "skip");
  for (const { phase, action } of todo) {
    const checking = action === "run" ? phase.validate?.(ctx) : undefined;
    if (checking !== undefined) await checking;
  }
  while (todo.length > 0) {
    ctx.signal.throwIfAborted();
    const group = takeGroup(todo, state);
    try {
      await runGroup(group, state, ctx);
    } catch (error) {
      if (!(error instanceof DryRunEnd)) throw error;
      // A phase that changes something is alone in its group.
      for (const { phase } of [...group, ...todo]) {
        ctx.emit({ kind: "unseen", phase: phase.name, changes: phase.changes });
      }
      return state;
    }
  }
  return state;
}

/** The next step, and with it as many read-only neighbours as can start now. */
function takeGroup<Context>(
  todo: Step<Context>[],
  state: Partial<JoinState>,
): Step<Context>[] {
  function ready({ phase }: Step<Context>): boolean {
    return phase.changes.length === 0 && phase.needs.every((need) => state[need] !== undefined);
  }
  let count = 0;
  for (const step of todo) {
    if (!ready(step)) break;
    count++;
  }
  return todo.splice(0, Math.max(1, count));
}

async function runGroup<Context extends RunnerContext>(
  group: Step<Context>[],
  state: Partial<JoinState>,
  ctx: Context,
): Promise<void> {
  const aborts = group.map(() => new AbortController());
  const alone = group.map(() => new AbortController());
  const running = new Set(group.keys());
  function end(index: number): void {
    running.delete(index);
    for (const [other, controller] of alone.entries()) {
      if ([...running].every((left) => left === other)) controller.abort();
    }
  }
  if (group.length === 1) alone[0]?.abort();
  const started = group.map(async (step, index) => {
    const abort = aborts[index] ?? new AbortController();
    const signal = AbortSignal.any([ctx.signal, abort.signal]);
    const neighboursEnded = alone[index]?.signal ?? AbortSignal.abort();
    try {
      const own = { ...ctx, signal, neighboursEnded };
      Object.assign(state, await runStep(step, state, own, ctx.signal));
    } catch (error) {
      for (const later of aborts.slice(index + 1)) later.abort();
      throw error;
    } finally {
      end(index);
    }
  });
  const ended = await Promise.allSettled(started);
  const failed = ended.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function runStep<Context extends RunnerContext>(
  { phase, action }: Step<Context>,
  state: Partial<JoinState>,
  ctx: Context,
  whole: AbortSignal,
): Promise<Partial<JoinState>> {
  const began = ctx.clock.elapsedMs();
  function end(outcome: PhaseOutcome, provided?: Partial<JoinState>): void {
    const ms = roundMs(ctx.clock.elapsedMs() - began);
    const detail = provided === undefined ? undefined : phase.describe?.(provided);
    const body = { kind: "phase-end", phase: phase.name, outcome, ms } as const;
    ctx.emit(detail === undefined ? body : { ...body, detail });
  }
  ctx.emit({ kind: "phase-start", phase: phase.name, summary: phase.summary });
  try {
    if (action === "provide") {
      const recalled = await phase.recall?.(ctx);
      if (recalled !== undefined) {
        end("recalled", recalled);
        return recalled;
      }
      if (phase.changes.length > 0) throw nothingToProvide(phase);
    }
    if (action === "provide") await phase.validate?.(ctx);
    const input = pick(state, phase.needs);
    const resuming = ctx.alone ? undefined : phase.resume?.(input, ctx);
    const kept = resuming === undefined ? undefined : await resuming;
    if (kept !== undefined) {
      end("kept", kept);
      return kept;
    }
    const provided = await phase.run(input, ctx);
    end("done", provided);
    return provided;
  } catch (error) {
    if (error instanceof DryRunEnd) {
      end("stopped");
      throw error;
    }
    end(ctx.signal.aborted && !whole.aborted ? "aborted" : "failed");
    // An abort shows in many shapes, depending on what was waited for: it is one error here.
    const wrapped = ctx.signal.aborted && !(error instanceof JoinError)
      ? new JoinError("interrupted", "Interrupted")
      : toJoinError(error);
    wrapped.phase ??= phase.name;
    throw wrapped;
  }
}

function pick(state: Partial<JoinState>, keys: readonly (keyof JoinState)[]): Partial<JoinState> {
  return Object.fromEntries(keys.map((key) => [key, state[key]]));
}

function nothingToProvide<Context>(phase: AnyPhase<Context>): JoinError {
  return new JoinError(
    "phase-input-missing",
    `Nothing on this machine provides the ${phase.provides.join(" and ")} of phase "${phase.name}"`,
    { hint: `run \`kubeworker join phase ${phase.name}\` first, or the whole join` },
  );
}
