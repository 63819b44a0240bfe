import net from "node:net";
import { hangUp, listen } from "./listening.ts";

/** A way to a server on the loopback interface on which large pieces get lost without a word. */
export interface NarrowRelay extends AsyncDisposable {
  readonly port: number;
}

export interface Narrowness {
  /** From the client: a piece longer than this, and all after it, is lost. */
  up?: number;
  /** The same from the server. */
  down?: number;
}

/** Passes connections on to a loopback port, as a path with a small MTU and no ICMP does. */
export async function startNarrowRelay(
  target: number,
  { up = Infinity, down = Infinity }: Narrowness,
): Promise<NarrowRelay> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const inner = net.connect({ host: "127.0.0.1", port: target });
    for (const socket of [client, inner]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    }
    pass(client, inner, up);
    pass(inner, client, down);
  });
  const port = await listen(server);
  return {
    port,
    [Symbol.asyncDispose]: () => hangUp(server, sockets),
  };
}

function pass(from: net.Socket, to: net.Socket, most: number): void {
  let lost = false;
  from.on("data", (chunk: Uint8Array) => {
    lost ||= chunk.length > most;
    if (!lost) to.write(chunk);
  });
  from.once("close", () => to.destroy());
}
