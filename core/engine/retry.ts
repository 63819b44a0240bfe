import { JoinError } from "./errors.ts";

/** A try that has less time than this ends as "no answer", and hides the failure that tells something. */
function shortest(deadlineMs: number): number {
  return Math.min(250, deadlineMs / 4);
}

export interface RetryOptions {
  clock: { elapsedMs(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };
  signal: AbortSignal;
  /** For how long another try may begin, in ms from now. */
  deadlineMs: number;
  /** Called with each failure. Gives the pause before the next try in ms, or undefined to give up now. */
  pause(error: JoinError, tries: number, elapsedMs: number): number | undefined;
}

/**
 * Tries until it succeeds, the failure is final, or the deadline has passed. The last failure is thrown:
 * a deadline alone tells nobody anything.
 */
export async function retry<T>(
  attempt: (leftMs: number) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { clock, signal, deadlineMs } = options;
  const began = clock.elapsedMs();
  for (let tries = 1;; tries++) {
    signal.throwIfAborted();
    try {
      return await attempt(Math.max(1, deadlineMs - (clock.elapsedMs() - began)));
    } catch (error) {
      signal.throwIfAborted();
      // Anything else is no failure of the attempt: a defect, or the end of a dry run.
      if (!(error instanceof JoinError)) throw error;
      const elapsed = clock.elapsedMs() - began;
      const pause = options.pause(error, tries, elapsed);
      const rest = deadlineMs - elapsed;
      if (pause === undefined || pause + shortest(deadlineMs) >= rest) {
        if (tries > 1) error.triedMs ??= Math.round(elapsed);
        throw error;
      }
      await clock.sleep(pause, signal);
    }
  }
}
