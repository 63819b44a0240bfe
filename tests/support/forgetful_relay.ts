import net from "node:net";
import { hangUp, listen } from "./listening.ts";

/** A way to a loopback port that can forget its connections, as a firewall does: what is sent then is lost. */
export interface ForgetfulRelay extends AsyncDisposable {
  readonly port: number;
  /** How many connections there ever were. */
  readonly count: number;
  /** Forgets all connections that there are; new ones are passed on. */
  forget(): void;
}

export async function startForgetfulRelay(target: number): Promise<ForgetfulRelay> {
  const sockets = new Set<net.Socket>();
  let remembered = new Set<net.Socket>();
  let count = 0;
  const server = net.createServer((client) => {
    count++;
    remembered.add(client);
    const inner = net.connect({ host: "127.0.0.1", port: target });
    for (const socket of [client, inner]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    }
    client.on("data", (chunk) => void (remembered.has(client) && inner.write(chunk)));
    inner.on("data", (chunk) => void (remembered.has(client) && client.write(chunk)));
    client.once("close", () => inner.destroy());
    inner.once("close", () => void (remembered.has(client) && client.destroy()));
  });
  const port = await listen(server);
  return {
    port,
    get count() {
      return count;
    },
    forget: () => remembered = new Set(),
    [Symbol.asyncDispose]: () => hangUp(server, sockets),
  };
}
