import type { ErrorCode } from "../engine/error_codes.ts";
import { JoinError } from "../engine/errors.ts";
import { retry } from "../engine/retry.ts";
import type { ServerAccess, Servers } from "../engine/servers.ts";
import type { Clock, Https, HttpsResponse, LineStream } from "../host/types.ts";
import type { TrustedCa } from "../trust/ca.ts";
import type { Credential } from "../trust/proposal.ts";
import { statusError } from "./status_error.ts";
import { createBackoff, isTransient } from "./transient.ts";

/** A verified cluster's API servers, and what we show them. */
export interface ApiAccess {
  readonly servers: Servers;
  readonly ca: TrustedCa;
  readonly credential: Credential;
}

export interface ApiOptions {
  https: Https;
  clock: Clock;
  signal: AbortSignal;
  /** For one call with all its repetitions, in ms. */
  timeoutMs: number;
  /** Told of each failure that another try follows, perhaps at another server. */
  onRetry?(what: string, error: JoinError, server: string): void;
}

/** One request's own share of the whole, as kubeadm has it. */
const REQUEST_MS = 10_000;

/**
 * An API server that has just been started answers before it knows its tokens, roles and nodes: so long
 * after a failure its refusals are not believed yet.
 */
const SETTLING_MS = 20_000;

export interface Api {
  /**
   * Sends a request until it gets an answer that is not "later" (429, 5xx, broken connection). Only for
   * what may be done twice: reads, creations under a name of our own, and changes of one version.
   *
   * @param what for messages, as in "reading Node n1"
   */
  call(request: ApiRequest, what: string): Promise<HttpsResponse>;
  /** Opens a watch. Any answer but 200 is an error. */
  watch(path: string, what: string, signal: AbortSignal): Promise<LineStream>;
}

type Answer = Pick<HttpsResponse, "status" | "text" | "headers">;

export interface ApiRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From the server's root, query included. */
  path: string;
  body?: unknown;
  contentType?: string;
}

/** What another server of the cluster may do better; where there is none, waiting does not help. */
const ELSEWHERE: readonly ErrorCode[] = [
  "server-untrusted",
  "server-name-mismatch",
  "server-certificate-expired",
  "server-not-tls",
  "proxy-refused",
];

export function createApi(access: ApiAccess, options: ApiOptions): Api {
  const { https, clock, signal } = options;
  const { servers } = access;
  const trust = { kind: "ca", ca: access.ca } as const;

  /** Sends to the server that is asked at the moment; when it fails, the next one is. */
  async function send<T extends Answer>(
    to: (server: ServerAccess) => Promise<T>,
  ): Promise<T & { settling: boolean }> {
    const server = servers.current();
    try {
      const response = await to(server);
      const failedAt = servers.failedAtMs(server);
      const settling = failedAt !== undefined && clock.elapsedMs() - failedAt < SETTLING_MS;
      if (response.status >= 500) servers.failed(server, clock.elapsedMs());
      return { ...response, settling };
    } catch (error) {
      if (isElsewhere(error) || isPassing(error)) servers.failed(server, clock.elapsedMs());
      throw error;
    }
  }

  /** A stream that breaks off is a failure of its server. */
  async function* untilBroken(
    lines: AsyncIterable<string>,
    server: ServerAccess,
  ): AsyncGenerator<string> {
    try {
      yield* lines;
    } catch (error) {
      if (isPassing(error)) servers.failed(server, clock.elapsedMs());
      throw error;
    }
  }

  /** What an answer is if it is no use yet; undefined for one to go by. */
  function notYet(response: Answer & { settling: boolean }, what: string): JoinError | undefined {
    const { status, settling } = response;
    if (status === 429 || status >= 500) return statusError(response, what);
    if (!settling || (status !== 401 && status !== 403)) return undefined;
    const { code, message, cause, detail } = statusError(response, what);
    return new JoinError(code, message, { cause, detail: { ...detail, settling } });
  }

  /** At the first server that can be asked: none is asked twice. */
  async function atOne<T extends Answer>(
    what: string,
    to: (server: ServerAccess) => Promise<T>,
    limit: AbortSignal,
  ): Promise<T & { settling: boolean }> {
    for (let tries = 1;; tries++) {
      try {
        return await send(to);
      } catch (error) {
        limit.throwIfAborted();
        if (!(error instanceof JoinError) || tries >= servers.count) throw error;
        if (!isElsewhere(error) && !isPassing(error)) throw error;
        options.onRetry?.(what, error, servers.current().url);
      }
    }
  }

  return {
    call({ method, path, body, contentType }, what) {
      const backoff = createBackoff();
      return retry(
        async (leftMs) => {
          const response = await send(({ url, route }) =>
            https.request({
              method,
              url: url + path,
              route,
              trust,
              ...access.credential,
              ...(body === undefined ? {} : { body: JSON.stringify(body) }),
              ...(contentType === undefined ? {} : { contentType }),
              timeoutMs: Math.min(REQUEST_MS, leftMs),
              signal,
            })
          );
          const refusal = notYet(response, what);
          if (refusal !== undefined) throw refusal;
          return response;
        },
        {
          clock,
          signal,
          deadlineMs: options.timeoutMs,
          pause(error, tries) {
            const untried = tries < servers.count;
            if (!isTransient(error) && !(untried && isElsewhere(error))) return undefined;
            options.onRetry?.(what, error, servers.current().url);
            return untried ? 0 : backoff.after(error);
          },
        },
      );
    },
    async watch(path, what, watchSignal) {
      const stream = await atOne(what, async (server) => {
        const opened = await https.stream({
          method: "GET",
          url: server.url + path,
          route: server.route,
          trust,
          ...access.credential,
          timeoutMs: REQUEST_MS,
          signal: watchSignal,
        });
        return { ...opened, lines: () => untilBroken(opened.lines(), server) };
      }, watchSignal);
      if (stream.status === 200) return stream;
      await stream[Symbol.asyncDispose]();
      throw notYet(stream, what) ?? statusError(stream, what);
    },
  };
}

function isPassing(error: unknown): boolean {
  return error instanceof JoinError && isTransient(error);
}

function isElsewhere(error: unknown): boolean {
  return error instanceof JoinError && ELSEWHERE.includes(error.code);
}
