import { JoinError } from "../engine/errors.ts";
import type { HttpsResponse, Trust } from "../host/types.ts";
import { clockAheadOf, explainUntrusted } from "../node/clock_skew.ts";
import { CLUSTER_INFO_PATH } from "./cluster_info.ts";
import type { Contender } from "./contender.ts";
import type { SearchContext } from "./search_context.ts";

const MOST_BYTES = 1 << 20;
/** For a look that is worth less than the error it explains. */
const LOOK_MS = 1000;

/** One read of cluster-info: never with a credential, whatever the trust. */
export async function ask(
  { url, route }: Contender,
  trust: Trust,
  timeoutMs: number,
  { https, signal }: Pick<SearchContext, "https" | "signal">,
): Promise<HttpsResponse> {
  return await https.request({
    method: "GET",
    url: url + CLUSTER_INFO_PATH,
    ...(trust.kind === "ca" ? { trust } : { trust }),
    route,
    timeoutMs,
    maxBytes: MOST_BYTES,
    signal,
  });
}

/**
 * TLS says only that a certificate does not verify. One more look, without verification, finds out why: of
 * what it brings, nothing but the certificate and the time goes into the error's words.
 *
 * @returns the error to throw: this one, or a better one
 */
export async function explain(
  error: unknown,
  contender: Contender,
  ctx: SearchContext,
): Promise<unknown> {
  if (!(error instanceof JoinError) || error.exitCode !== 5) return error;
  const because = "it has been refused; this look is for the error's words";
  try {
    const seen = await ask(contender, { kind: "insecure", because }, LOOK_MS, ctx);
    return explainUntrusted(error, {
      peer: seen.peerCertificate,
      now: ctx.clock.now(),
      clockAheadMs: clockAheadOf(seen),
      endpoint: contender.name,
    });
  } catch {
    return error;
  }
}
