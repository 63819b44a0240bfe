/** Below the ports that the system gives to whoever asks for any: there, only we look for one. */
const FIRST = 15_000;
const LAST = 30_000;

/** A port of the loopback interface for a server that is started a little later. */
export function freePort(): number {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    try {
      Deno.listen({ port, hostname: "127.0.0.1" }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}
