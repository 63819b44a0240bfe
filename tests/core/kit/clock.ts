/** A clock for what waits on nothing but it: a sleep takes no time, and moves the clock on. */
export interface FakeClock {
  now(): Date;
  elapsedMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** What was slept, in order. */
  readonly sleeps: readonly number[];
  advance(ms: number): void;
}

export function fakeClock(start = new Date("2026-01-02T03:04:05Z")): FakeClock {
  let elapsed = 0;
  const sleeps: number[] = [];
  return {
    now: () => new Date(start.getTime() + elapsed),
    elapsedMs: () => elapsed,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      sleeps.push(ms);
      elapsed += ms;
      await Promise.resolve();
      signal.throwIfAborted();
    },
    sleeps,
    advance(ms) {
      elapsed += ms;
    },
  };
}
