import https from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type net from "node:net";
import type { Identity } from "./pki.ts";
import { listen } from "./listening.ts";

/** What the server does with the n-th request, from 0 on. */
export type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  count: number,
) => void;

/** A web server with TLS on the loopback interface. */
export interface FileServer extends AsyncDisposable {
  readonly port: number;
  /** `https://localhost:PORT`. */
  readonly url: string;
  /** Paths with their queries, in order. */
  readonly asked: readonly string[];
}

/** @param identity with `localhost` among its names, for `url` to verify */
export async function startFileServer(identity: Identity, answer: Answer): Promise<FileServer> {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = https.createServer(
    { cert: identity.certificatePem, key: identity.keyPem },
    (request, response) => {
      asked.push(request.url ?? "");
      answer(request, response, asked.length - 1);
    },
  );
  server.on("tlsClientError", () => {});
  server.on("connection", (socket: net.Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
  });
  const port = await listen(server);
  return {
    port,
    url: `https://localhost:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Sends this text with status 200. */
export function sends(text: string): Answer {
  return (_request, response) => void response.end(text);
}

/** A redirect. */
export function leadsTo(location: string, status = 302): Answer {
  return (_request, response) => void response.writeHead(status, { location }).end();
}

/** A status with no more than its number, or with these headers. */
export function says(status: number, headers: Record<string, string> = {}): Answer {
  return (_request, response) => void response.writeHead(status, headers).end(`${status}\n`);
}

/** The first so many requests get the first answer. */
export function afterwards(times: number, first: Answer, then: Answer): Answer {
  return (request, response, count) => (count < times ? first : then)(request, response, count);
}
