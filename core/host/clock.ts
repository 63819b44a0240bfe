import type { Clock } from "./types.ts";

const LONGEST_MS = 2 ** 31 - 1;

/** The machine's clock. The command's beginning is the start of this process, not of this call. */
export function createClock(): Clock {
  return {
    now: () => new Date(),
    elapsedMs: () => performance.now(),
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        function onAbort(): void {
          clearTimeout(timer);
          reject(signal.reason);
        }
        let timer: ReturnType<typeof setTimeout> | undefined;
        function wait(left: number): void {
          // A timer takes at most 2^31 - 1 ms, and fires at once when it is given more.
          timer = setTimeout(() => {
            if (left > LONGEST_MS) return wait(left - LONGEST_MS);
            signal.removeEventListener("abort", onAbort);
            resolve();
          }, Math.min(left, LONGEST_MS));
        }
        wait(ms);
        signal.addEventListener("abort", onAbort, { once: true });
      });
    },
  };
}
