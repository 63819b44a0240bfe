import type { JoinError } from "../engine/errors.ts";
import { retry } from "../engine/retry.ts";
import type { Clock, Https, HttpsResponse, LineStream } from "../host/types.ts";
import type { TrustedCa } from "../trust/ca.ts";
import type { Secret } from "../trust/secret.ts";
import { statusError } from "./status_error.ts";
import { backoff, isTransient } from "./transient.ts";

/** A verified API server, and what we show it. */
export interface ApiAccess {
  readonly server: string;
  readonly ca: TrustedCa;
  readonly credential:
    | { readonly bearer: Secret }
    | { readonly client: { readonly certificatePem: string; readonly keyPem: Secret } };
}

export interface ApiOptions {
  https: Https;
  clock: Clock;
  signal: AbortSignal;
  /** For one call with all its repetitions, in ms. */
  timeoutMs: number;
  /** Told of each failure that another try follows. */
  onRetry?(what: string, error: JoinError): void;
}

/** One request's own share of the whole, as kubeadm has it. */
const REQUEST_MS = 10_000;

export interface Api {
  /**
   * Sends a request until it gets an answer that is not "later" (429, 5xx, broken connection). Only for
   * what may be done twice: reads, and creations under a name of our own.
   *
   * @param what for messages, as in "reading Node n1"
   */
  call(request: ApiRequest, what: string): Promise<HttpsResponse>;
  /** Opens a watch. Any answer but 200 is an error. */
  watch(path: string, what: string, signal: AbortSignal): Promise<LineStream>;
}

export interface ApiRequest {
  method: "GET" | "POST" | "PATCH";
  /** From the server's root, query included. */
  path: string;
  body?: unknown;
  contentType?: string;
}

export function createApi(access: ApiAccess, options: ApiOptions): Api {
  const { https, clock, signal } = options;
  const trust = { kind: "ca", ca: access.ca } as const;
  return {
    call({ method, path, body, contentType }, what) {
      return retry(
        async (leftMs) => {
          const response = await https.request({
            method,
            url: access.server + path,
            trust,
            ...access.credential,
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            ...(contentType === undefined ? {} : { contentType }),
            timeoutMs: Math.min(REQUEST_MS, leftMs),
            signal,
          });
          if (response.status === 429 || response.status >= 500) throw statusError(response, what);
          return response;
        },
        {
          clock,
          signal,
          deadlineMs: options.timeoutMs,
          pause(error, tries) {
            if (!isTransient(error)) return undefined;
            options.onRetry?.(what, error);
            return backoff(error, tries);
          },
        },
      );
    },
    async watch(path, what, watchSignal) {
      const stream = await https.stream({
        method: "GET",
        url: access.server + path,
        trust,
        ...access.credential,
        timeoutMs: REQUEST_MS,
        signal: watchSignal,
      });
      if (stream.status === 200) return stream;
      await stream[Symbol.asyncDispose]();
      throw statusError({ status: stream.status, text: stream.text, headers: {} }, what);
    },
  };
}
