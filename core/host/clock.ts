import type { Clock } from "./types.ts";

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
        const timer = setTimeout(() => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        }, ms);
        signal.addEventListener("abort", onAbort, { once: true });
      });
    },
  };
}
