import type { Local } from "./types.ts";
import { diskSpace } from "./disk_space.ts";
import { createExec } from "./exec.ts";
import { proxyFor } from "./proxy.ts";
import { rootPrefix } from "./root_prefix.ts";
import { routeTo } from "./routes.ts";
import { loadInTurn } from "./load_in_turn.ts";

/** The rest of the machine: ports, resolver, plain HTTP on loopback, gRPC over unix sockets. */
export function createLocal(root: string): Local {
  const prefix = rootPrefix(root);
  const exec = createExec(root);
  return {
    canListen(port) {
      try {
        Deno.listen({ port, hostname: "0.0.0.0" }).close();
        return true;
      } catch {
        return false;
      }
    },
    proxyFor: (url) => proxyFor(url, (name) => Deno.env.get(name)),
    async resolve(name) {
      const { lookup } = await loadInTurn(() => import("node:dns/promises"));
      try {
        return (await lookup(name, { all: true })).map(({ address }) => address);
      } catch {
        return [];
      }
    },
    routeTo: (address) =>
      routeTo(address, (path) => Deno.readTextFile(prefix + path).catch(() => undefined)),
    diskSpace: (path) => diskSpace(exec, prefix + path),
    async httpStatus(url, timeoutMs, signal) {
      // Not fetch: it would send even this to a proxy of the environment.
      const { Agent, get } = await loadInTurn(() => import("node:http"));
      signal.throwIfAborted();
      const agent = new Agent({ keepAlive: false });
      return await new Promise((resolve, reject) => {
        const timer = setTimeout(() => settle(undefined), timeoutMs);
        const sent = get(url, { agent }, (response) => {
          response.resume();
          settle(response.statusCode);
        });
        function settle(status: number | undefined): void {
          clearTimeout(timer);
          signal.removeEventListener("abort", onAbort);
          sent.destroy();
          agent.destroy();
          resolve(status);
        }
        function onAbort(): void {
          reject(signal.reason);
          settle(undefined);
        }
        signal.addEventListener("abort", onAbort, { once: true });
        sent.on("error", () => settle(undefined));
      });
    },
    async grpc(socket, path, message, { timeoutMs, signal }) {
      using client = Deno.createHttpClient({
        http1: false,
        http2: true,
        proxy: { transport: "unix", path: prefix + socket },
      });
      const limits = [AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])];
      try {
        // A name would be looked up, socket or not: a machine may not know even this one.
        const response = await fetch(`http://127.0.0.1${path}`, {
          client,
          method: "POST",
          headers: { "content-type": "application/grpc", "te": "trailers" },
          body: frame(message),
          signal: AbortSignal.any(limits),
        });
        const body = new Uint8Array(await response.arrayBuffer());
        // A failure comes as a header, since the answer has no body; trailers are not to be had here.
        const status = Number(response.headers.get("grpc-status") ?? (body.length < 5 ? 2 : 0));
        return { status, message: body.slice(5) };
      } catch {
        signal?.throwIfAborted();
        return undefined;
      }
    },
  };
}

/** gRPC's length-prefixed message: no compression, four bytes of length. */
function frame(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(5 + message.length);
  new DataView(framed.buffer).setUint32(1, message.length);
  framed.set(message, 5);
  return framed;
}
