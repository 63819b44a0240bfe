import { Buffer } from "node:buffer";
import type { RequestOptions } from "node:https";
import type { ClientRequest, IncomingMessage } from "node:http";
import { JoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import { watchConnection } from "./connection_steps.ts";
import { createAgents, dropIdle } from "./https_agent.ts";
import { readBody, readLines } from "./https_body.ts";
import { networkError } from "./network_error.ts";
import type { TunnelOptions } from "./proxy_tunnel.ts";
import type { Clock, Https, HttpsRequest, HttpsResponse, LineStream } from "./types.ts";
import { roundMs } from "../engine/round_ms.ts";
import { loadInTurn } from "./load_in_turn.ts";

const MOST_INTERIM = 8;

export interface HttpsOptions {
  clock: Clock;
  emit: Emit;
  userAgent: string;
  /** The directory that stands for `/`. */
  root: string;
}

/** HTTPS by node:https: there, `ca` replaces the public roots (Deno's own client adds to them). */
export function createHttps({ clock, emit, userAgent, root }: HttpsOptions): Https {
  const agents = createAgents(root);

  async function open(request: HttpsRequest): Promise<[ClientRequest, IncomingMessage]> {
    if (request.trust.kind !== "ca" && (request.bearer ?? request.client) !== undefined) {
      throw new JoinError(
        "internal",
        "A credential was about to go to a server not of the cluster",
      );
    }
    request.signal.throwIfAborted();
    const agent = await agents.for(request);
    const { request: send } = await loadInTurn(() => import("node:https"));
    request.signal.throwIfAborted();
    return await new Promise((resolve, reject) => {
      const gone = new AbortController();
      const options: RequestOptions & TunnelOptions = {
        method: request.method,
        agent,
        gone: gone.signal,
        headers: {
          "accept": "application/json",
          "user-agent": userAgent,
          ...(request.bearer === undefined
            ? {}
            : { "authorization": `Bearer ${request.bearer.reveal()}` }),
          ...(request.body === undefined ? {} : {
            "content-type": request.contentType ?? "application/json",
            "content-length": String(new TextEncoder().encode(request.body).length),
          }),
        },
      };
      const sent = send(new URL(request.url), options);
      if (request.onConnection !== undefined) watchConnection(sent, request.onConnection);
      const timer = setTimeout(() => {
        sent.destroy();
        dropIdle(agent);
        gone.abort();
        reject(
          new JoinError(
            "server-silent",
            `${new URL(request.url).host} did not answer within ${
              Math.round(request.timeoutMs) / 1000
            } s`,
          ),
        );
      }, request.timeoutMs);
      function onAbort(): void {
        clearTimeout(timer);
        sent.destroy();
        gone.abort();
        reject(request.signal.reason);
      }
      request.signal.addEventListener("abort", onAbort, { once: true });
      function settle(): void {
        clearTimeout(timer);
        request.signal.removeEventListener("abort", onAbort);
      }
      let interim = 0;
      // 1xx answers may come without end before the real one.
      sent.on("information", () => {
        if (++interim > MOST_INTERIM) sent.destroy(new Error("too many interim answers"));
      });
      sent.on("response", (response: IncomingMessage) => {
        settle();
        resolve([sent, response]);
      });
      // Stays on after the answer has begun: a late failure must not be an uncaught one.
      sent.on("error", (error: Error) => {
        settle();
        reject(request.signal.aborted ? request.signal.reason : networkError(request, error));
      });
      sent.end(request.body);
    });
  }

  async function reported<T extends { status: number; text: string }>(
    request: HttpsRequest,
    action: () => Promise<T>,
  ): Promise<T> {
    const began = clock.elapsedMs();
    const { method } = request;
    // A URL that is not the cluster's may open something by its query.
    const url = request.trust.kind === "ca" ? request.url : request.url.replace(/\?.*/, "?…");
    const ms = () => roundMs(clock.elapsedMs() - began);
    try {
      const result = await action();
      const { status, text } = result;
      emit({ kind: "request", method, url, status, ms: ms(), bytes: Buffer.byteLength(text) });
      return result;
    } catch (error) {
      if (error instanceof JoinError) {
        emit({ kind: "request", method, url, error: error.code, ms: ms() });
      }
      throw error;
    }
  }

  /** A stream that breaks off has an event of its own: its request was reported as a good one. */
  async function* watched(
    request: HttpsRequest,
    lines: AsyncIterable<string>,
  ): AsyncGenerator<string> {
    const began = clock.elapsedMs();
    try {
      yield* lines;
    } catch (error) {
      if (error instanceof JoinError) {
        const ms = roundMs(clock.elapsedMs() - began);
        const { method, url } = request;
        emit({ kind: "request", method, url, error: error.code, ms, broke: true });
      }
      throw error;
    }
  }

  return {
    request: (request) =>
      reported(request, async (): Promise<HttpsResponse> => {
        const began = clock.elapsedMs();
        const [sent, response] = await open(request);
        const peer = peerCertificate(response);
        const leftMs = Math.max(1, request.timeoutMs - (clock.elapsedMs() - began));
        const text = await readBody(request, sent, response, leftMs);
        return {
          status: response.statusCode ?? 0,
          headers: toHeaders(response),
          text,
          receivedAt: clock.now(),
          peerCertificate: peer,
        };
      }),
    stream: (request) =>
      reported(request, async (): Promise<LineStream> => {
        const [sent, response] = await open(request);
        const status = response.statusCode ?? 0;
        const text = status === 200 ? "" : await readBody(request, sent, response, 10_000);
        return {
          status,
          headers: toHeaders(response),
          text,
          lines: () => watched(request, readLines(request, response)),
          [Symbol.asyncDispose]: () => {
            sent.destroy();
            return Promise.resolve();
          },
        };
      }),
    close() {
      agents.close();
    },
  };
}

function peerCertificate(response: IncomingMessage): Uint8Array | undefined {
  const { socket } = response;
  if (!("getPeerCertificate" in socket) || typeof socket.getPeerCertificate !== "function") {
    return undefined;
  }
  const raw: unknown = socket.getPeerCertificate()?.raw;
  return raw instanceof Uint8Array ? new Uint8Array(raw) : undefined;
}

function toHeaders(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
  );
}
