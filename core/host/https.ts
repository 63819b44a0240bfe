import type { Agent, RequestOptions } from "node:https";
import type { ClientRequest, IncomingMessage } from "node:http";
import { JoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import { readBody, readLines } from "./https_body.ts";
import { networkError } from "./network_error.ts";
import type { Clock, Https, HttpsRequest, HttpsResponse, LineStream } from "./types.ts";
import { roundMs } from "../engine/round_ms.ts";

const MOST_INTERIM = 8;

export interface HttpsOptions {
  clock: Clock;
  emit: Emit;
  userAgent: string;
}

/**
 * HTTPS by node:https: there, `ca` replaces the public roots (Deno's own client adds to them). One agent for
 * each ground of trust, so that an unverified connection is never used again for anything else.
 */
export function createHttps({ clock, emit, userAgent }: HttpsOptions): Https {
  const agents = new Map<string, Agent>();

  async function agentFor(request: HttpsRequest): Promise<Agent> {
    const { Agent } = await import("node:https");
    if (request.trust.kind === "insecure") {
      return new Agent({ keepAlive: false, rejectUnauthorized: false });
    }
    const { certificatePem, keyPem } = request.client ?? {};
    const key = `${request.trust.ca.pem}\n${certificatePem ?? ""}`;
    const known = agents.get(key);
    if (known !== undefined) return known;
    const agent = new Agent({
      keepAlive: true,
      rejectUnauthorized: true,
      ca: request.trust.ca.pem,
      ...(certificatePem === undefined || keyPem === undefined
        ? {}
        : { cert: certificatePem, key: keyPem.reveal() }),
    });
    agents.set(key, agent);
    return agent;
  }

  async function open(request: HttpsRequest): Promise<[ClientRequest, IncomingMessage]> {
    if (request.trust.kind === "insecure" && (request.bearer ?? request.client) !== undefined) {
      throw new JoinError("internal", "A credential was about to go to an unverified server");
    }
    request.signal.throwIfAborted();
    const agent = await agentFor(request);
    const { request: send } = await import("node:https");
    request.signal.throwIfAborted();
    return await new Promise((resolve, reject) => {
      const options: RequestOptions = {
        method: request.method,
        agent,
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
      const timer = setTimeout(() => {
        sent.destroy();
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

  async function reported<T extends { status: number }>(
    request: HttpsRequest,
    action: () => Promise<T>,
  ): Promise<T> {
    const began = clock.elapsedMs();
    const { method, url } = request;
    const ms = () => roundMs(clock.elapsedMs() - began);
    try {
      const result = await action();
      emit({ kind: "request", method, url, status: result.status, ms: ms() });
      return result;
    } catch (error) {
      if (error instanceof JoinError) {
        emit({ kind: "request", method, url, error: error.code, ms: ms() });
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
          text,
          lines: () => readLines(request, response),
          [Symbol.asyncDispose]: () => {
            sent.destroy();
            return Promise.resolve();
          },
        };
      }),
    close() {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
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
