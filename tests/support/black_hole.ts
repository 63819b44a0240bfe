import net from "node:net";

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
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("Cannot find the port");
  return {
    port: address.port,
    endpoint: `127.0.0.1:${address.port}`,
    get open() {
      return sockets.size;
    },
    get count() {
      return count;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
