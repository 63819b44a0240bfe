import type net from "node:net";

/** Lets a server listen at a free port of the loopback interface. @returns the port */
export async function listen(server: net.Server): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  server.off("error", reject);
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("Cannot find the port");
  return address.port;
}

/** Closes a server and these sockets of it. Resolves when nothing of them is left. */
export async function hangUp(server: net.Server, sockets: Iterable<net.Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const ended = Array.from(sockets, (socket) =>
    new Promise<void>((resolve) => {
      socket.once("close", () => resolve());
      socket.destroy();
    }));
  await Promise.all([closed, ...ended]);
}
