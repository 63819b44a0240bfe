import net from "node:net";
import { hangUp, listen } from "./listening.ts";

/** A port of the loopback interface that takes connections and never says a word. */
export interface BlackHole extends AsyncDisposable {
  readonly port: number;
  readonly endpoint: string;
  /** How many connections are open at the moment. */
  readonly open: number;
  /** How many there ever were. */
  readonly count: number;
}

export async function startBlackHole(): Promise<BlackHole> {
  const sockets = new Set<net.Socket>();
  let count = 0;
  const server = net.createServer((socket) => {
    count++;
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    socket.resume();
  });
  const port = await listen(server);
  return {
    port,
    endpoint: `127.0.0.1:${port}`,
    get open() {
      return sockets.size;
    },
    get count() {
      return count;
    },
    [Symbol.asyncDispose]: () => hangUp(server, sockets),
  };
}
