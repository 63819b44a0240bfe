/** What cannot be interrupted is no longer waited for once the signal is aborted; then its reason is thrown. */
export async function untilAborted<T>(waiting: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  function onAbort(): void {
    reject(signal.reason);
  }
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([waiting, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
