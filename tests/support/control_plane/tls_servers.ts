import https from "node:https";
import tls from "node:tls";
import type { Identity } from "../pki.ts";
import type { RequestListener } from "./api_server.ts";
import type { BadCertificate } from "./faults/connections.ts";
import { listen } from "../listening.ts";

export interface TlsServersOptions {
  identity: Identity;
  /** Makes a bad certificate; called once for each kind that is wanted. */
  badIdentity: (which: BadCertificate) => Promise<Identity>;
  /** The CA of client certificates, PEM. */
  clientCaPem: string;
  handle: RequestListener;
}

/** Which server a connection is for: the ordinary one, one with another certificate, or one that is not HTTP. */
export type TlsServerChoice = "ordinary" | "not-http" | BadCertificate | Identity;

/** The servers behind the front, one for each certificate, each on a port of its own and made when first needed. */
export class TlsServers {
  readonly #options: TlsServersOptions;
  readonly #servers = new Map<TlsServerChoice, Promise<tls.Server>>();

  constructor(options: TlsServersOptions) {
    this.#options = options;
  }

  /** The loopback port of a server. */
  async portOf(choice: TlsServerChoice): Promise<number> {
    const starting = this.#servers.get(choice) ?? this.#start(choice);
    this.#servers.set(choice, starting);
    const address = (await starting).address();
    if (typeof address !== "object" || address === null) throw new Error("Cannot find the port");
    return address.port;
  }

  async close(): Promise<void> {
    const servers = await Promise.all(this.#servers.values());
    await Promise.all(servers.map((server) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if (server instanceof https.Server) server.closeAllConnections();
      return closed;
    }));
  }

  async #start(choice: TlsServerChoice): Promise<tls.Server> {
    const server = choice === "not-http"
      ? this.#notHttp()
      : this.#https(await this.#identity(choice));
    server.on("tlsClientError", () => {});
    await listen(server);
    return server;
  }

  async #identity(choice: Exclude<TlsServerChoice, "not-http">): Promise<Identity> {
    if (choice === "ordinary") return this.#options.identity;
    return typeof choice === "string" ? await this.#options.badIdentity(choice) : choice;
  }

  #https(identity: Identity): https.Server {
    const server = https.createServer({
      key: identity.keyPem,
      cert: identity.certificatePem,
      ca: [this.#options.clientCaPem],
      requestCert: true,
      handshakeTimeout: 10_000,
      rejectUnauthorized: false,
    }, (request, response) => {
      this.#options.handle(request, response).catch(() => request.socket.destroy());
    });
    server.keepAliveTimeout = 0; // The real server does not end an idle connection after five seconds.
    return server;
  }

  #notHttp(): tls.Server {
    const { certificatePem, keyPem } = this.#options.identity;
    return tls.createServer({ key: keyPem, cert: certificatePem }, (socket) => {
      socket.on("error", () => {});
      socket.resume();
      socket.end("220 mail.example ESMTP ready\r\n");
    });
  }
}
