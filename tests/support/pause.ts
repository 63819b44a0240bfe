/** Waits; resolves to false, at once, when the signal is or gets aborted. Leaves no timer behind. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    function stop() {
      clearTimeout(timer);
      resolve(false);
    }
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve(true);
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
