import type { Emit, EventBody } from "../engine/events.ts";
import type { Hardships } from "../engine/hardships.ts";
import { roundMs } from "../engine/round_ms.ts";
import { PASSING } from "./transient.ts";

/** An answer that takes longer than this is worth to be told, even where nothing failed. */
const SLOW_MS = 3000;

export interface HardshipsWatch {
  /** Passes events on, and looks at those about requests. */
  readonly emit: Emit;
  /** What was lived through so far; undefined where all went smoothly. */
  summary(): Hardships | undefined;
}

/**
 * Watches how requests fare: those that failed in a way that passes, how long the servers were away (from the
 * first failure to the next answer), and the slowest answer.
 */
export function watchHardships(
  emit: Emit,
  clock: { elapsedMs(): number },
): HardshipsWatch {
  const errors = new Map<string, number>();
  let awaySince: number | undefined;
  let outages = 0;
  let longest = 0;
  let slowest = 0;

  function look({ status, error, ms, broke }: EventBody & { kind: "request" }): void {
    const now = clock.elapsedMs();
    const failure = error ?? (status === 429 || (status ?? 0) >= 500 ? `status-${status}` : "");
    if (failure === "") {
      slowest = Math.max(slowest, ms);
      if (awaySince !== undefined) longest = Math.max(longest, now - awaySince);
      awaySince = undefined;
      return;
    }
    if (error !== undefined && !PASSING.includes(error)) return;
    errors.set(failure, (errors.get(failure) ?? 0) + 1);
    if (awaySince !== undefined) return;
    outages++;
    awaySince = broke ? now : now - ms;
  }

  return {
    emit(event) {
      if (event.kind === "request" && !event.dryRun) look(event);
      emit(event);
    },
    summary() {
      if (errors.size === 0 && slowest < SLOW_MS) return undefined;
      const failed = [...errors.values()].reduce((sum, count) => sum + count, 0);
      return {
        failedRequests: failed,
        errors: Object.fromEntries(errors),
        outages,
        longestOutageMs: roundMs(longest),
        slowestAnswerMs: roundMs(slowest),
      };
    },
  };
}
