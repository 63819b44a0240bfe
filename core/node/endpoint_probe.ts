import type { Endpoint } from "../config/endpoint.ts";
import { JoinError, toJoinError } from "../engine/errors.ts";
import type { Host, HttpsResponse, Route } from "../host/types.ts";

/** One unverified GET of /version, and how far it came. Nothing secret goes with it. */
export interface Attempt {
  /** Until a connection was there, in ms; undefined if none was, or a proxy made it. */
  readonly connectMs: number | undefined;
  /** TLS was complete. */
  readonly secured: boolean;
  readonly answer: HttpsResponse | undefined;
  /** Until the whole answer was there, or the attempt had failed, in ms. */
  readonly ms: number;
  readonly error: JoinError | undefined;
}

export interface ProbeOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly route?: Route;
  /** Makes the request longer by this many bytes. */
  readonly padding?: number;
}

/** Tries a server without believing it. Only an abort is thrown. */
export async function probeEndpoint(
  { https, clock }: Pick<Host, "https" | "clock">,
  { text }: Endpoint,
  { timeoutMs, signal, route, padding }: ProbeOptions,
): Promise<Attempt> {
  const began = clock.elapsedMs();
  const sinceBegin = () => clock.elapsedMs() - began;
  let connectMs: number | undefined;
  let secured = false;
  let result: { answer: HttpsResponse } | { error: JoinError };
  try {
    const answer = await https.request({
      method: "GET",
      url: `https://${text}/version${padding === undefined ? "" : `?p=${"x".repeat(padding)}`}`,
      trust: { kind: "insecure", because: "only whether and how it answers is looked at" },
      timeoutMs,
      maxBytes: 1 << 16,
      signal,
      route,
      onConnection(step) {
        if (step.kind === "connected") connectMs = sinceBegin();
        else secured = true;
      },
    });
    result = { answer };
  } catch (thrown) {
    signal.throwIfAborted();
    result = { error: toJoinError(thrown) };
  }
  return { answer: undefined, error: undefined, ...result, connectMs, secured, ms: sinceBegin() };
}

/** Whether this is how an API server answers somebody whom it does not know. */
export function isApiServer({ status, text }: HttpsResponse): boolean {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null) return false;
    return status === 200 ? "gitVersion" in body : "kind" in body && body.kind === "Status";
  } catch {
    return false;
  }
}
