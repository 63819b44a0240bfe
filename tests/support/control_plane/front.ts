import net from "node:net";
import type { ConnectionFault, ConnectionFaults } from "./faults/connections.ts";
import type { TlsServers } from "./tls_servers.ts";

export interface FrontOptions {
  host: string;
  faults: ConnectionFaults;
  servers: TlsServers;
}

const clientHelloType = 0x16;
const httpOnTls =
  "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";
const tlsOnHttp = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n" +
  "Connection: close\r\n\r\n400 Bad Request";

/**
 * The listening port. Decides for every connection which server, or which fault, gets it, and passes the bytes on:
 * Deno closes a connection after one answer when it was handed to an https server in any other way.
 */
export class Front {
  readonly #options: FrontOptions;
  readonly #listener: net.Server;
  readonly #sockets = new Set<net.Socket>();
  #port = 0;

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#listener = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#track(socket);
      this.#accept(socket, options.faults.take());
    });
  }

  get port(): number {
    return this.#port;
  }

  /** Listens; the first time on a free port, later on the same. */
  async listen(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#listener.once("error", reject);
    this.#listener.listen(this.#port, this.#options.host, resolve);
    await promise;
    this.#listener.off("error", reject);
    const address = this.#listener.address();
    if (typeof address === "object" && address !== null) this.#port = address.port;
  }

  /** Refuses further connections and ends those that there are. */
  async stopListening(): Promise<void> {
    if (!this.#listener.listening) return;
    const closed = new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    const ended = [...this.#sockets].map((socket) =>
      new Promise<void>((resolve) => {
        socket.once("close", () => resolve());
        socket.destroy();
      })
    );
    await Promise.all([closed, ...ended]);
  }

  #track(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  }

  #accept(socket: net.Socket, fault: ConnectionFault | undefined): void {
    const { servers } = this.#options;
    switch (fault?.kind) {
      case "reset":
        socket.resetAndDestroy();
        return;
      case "black-hole":
        socket.resume();
        return;
      case "plain-http":
        socket.once("data", () => socket.end(tlsOnHttp));
        return;
      case "tls-not-http":
        return this.#passOn(socket, () => servers.portOf("not-http"));
      case "certificate":
        return this.#passOn(socket, () => servers.portOf(fault.certificate));
      case undefined:
        return this.#passOn(socket, () => servers.portOf("ordinary"));
      default:
        return fault satisfies never;
    }
  }

  /**
   * Connects the client to a server once its first byte has shown that it speaks TLS. The client is never paused: what it
   * sends is little, and reading it all the time leaves nothing to be lost between a pause and a resumption.
   */
  #passOn(client: net.Socket, portOf: () => Promise<number>): void {
    const early: Uint8Array[] = [];
    let server: net.Socket | undefined;
    client.on("data", (chunk: Uint8Array) => {
      if (server) server.write(chunk);
      else if (early.push(chunk) > 1) return;
      else if (chunk[0] === clientHelloType) portOf().then(connect, () => client.destroy());
      else client.end(httpOnTls);
    });
    client.once("end", () => server?.end());

    const connect = (port: number) => {
      if (client.destroyed) return;
      const target = net.connect({ host: "127.0.0.1", port, noDelay: true, allowHalfOpen: true });
      this.#track(target);
      target.once("connect", () => {
        server = target;
        for (const chunk of early) target.write(chunk);
      });
      target.pipe(client);
      target.once("close", () => target.readableEnded || client.destroy());
      client.once("close", () => target.destroy());
    };
  }
}
