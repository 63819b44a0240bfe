import type { JoinError } from "./errors.ts";

export interface DeadlineOptions {
  clock: { sleep(ms: number, signal: AbortSignal): Promise<void> };
  signal: AbortSignal;
  /** What to throw when the time is over. */
  onTimeout: () => JoinError;
}

/** A deadline as events have it: a wait without end has none. */
export function shownDeadline(ms: number): { deadlineMs?: number } {
  return Number.isFinite(ms) ? { deadlineMs: ms } : {};
}

/**
 * Runs an action that may take at most `ms`. Its signal is aborted, with the error of `onTimeout` as the
 * reason, when the time is over; also when `options.signal` is.
 */
export async function within<T>(
  ms: number,
  options: DeadlineOptions,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const ended = new AbortController();
  const timer = options.clock.sleep(ms, AbortSignal.any([options.signal, ended.signal]))
    .then(() => over.abort(options.onTimeout()), () => {});
  try {
    return await action(AbortSignal.any([options.signal, over.signal]));
  } catch (error) {
    options.signal.throwIfAborted();
    over.signal.throwIfAborted();
    throw error;
  } finally {
    ended.abort();
    await timer;
  }
}
