import { JoinError } from "../engine/errors.ts";
import { explainUntrusted } from "../node/clock_skew.ts";
import type { TrustedCa } from "../trust/ca.ts";
import { decide, type Decision, requirePolicy, type TrustPolicy } from "../trust/decide.ts";
import { ask, explain } from "./ask.ts";
import { isClosed, type Published, publishedBy, read } from "./cluster_reading.ts";
import type { Contender } from "./contender.ts";
import type { SearchContext } from "./search_context.ts";
import { readSignedClusterInfo } from "./signed_cluster_info.ts";

/** A server that has shown to be the cluster's. */
export interface Proof {
  readonly ca: TrustedCa;
  /** The server as the cluster itself names it, if it told. */
  readonly server?: string;
  /** The CA in the cluster's own cluster-info, where that could be read. */
  readonly published?: Published;
  readonly clockAheadMs: number | undefined;
}

/**
 * Nothing is believed yet: one unverified read, judged by signature and pins; then the same text once more,
 * over a connection that the judged CA verifies.
 */
export async function proveBySignature(
  contender: Contender,
  policy: TrustPolicy,
  ctx: SearchContext,
): Promise<Proof> {
  const began = ctx.clock.elapsedMs();
  const known = requirePolicy(policy);
  let peer: Uint8Array | undefined;
  const because = "the CA is not known yet; the answer is checked by its signature";
  const found = await readSignedClusterInfo(
    async (timeoutMs) => {
      const response = await ask(contender, { kind: "insecure", because }, timeoutMs, ctx);
      peer = response.peerCertificate;
      return response;
    },
    known.token.id,
    contender.name,
    ctx,
  );
  const decision = decide(found, known, `at ${contender.name}`);
  warnOfRefused(decision.ca, ctx);
  const leftMs = Math.max(1, ctx.timeoutMs - (ctx.clock.elapsedMs() - began));
  const confirming = { ...ctx, timeoutMs: leftMs };
  return await proveDecision(contender, decision, confirming, found.clockAheadMs)
    .catch((error) => {
      throw explainUntrusted(error, {
        peer,
        now: ctx.clock.now(),
        clockAheadMs: found.clockAheadMs,
        endpoint: contender.name,
      });
    });
}

/** The signed text is there: the server has to show the same one, over a verified connection. */
export async function proveDecision(
  contender: Contender,
  { ca, server, kubeconfig }: Decision,
  ctx: SearchContext,
  clockAheadMs?: number,
): Promise<Proof> {
  const confirmed = await read(contender, { kind: "ca", ca }, ctx);
  if (confirmed.kubeconfig !== kubeconfig) {
    throw new JoinError(
      "cluster-info-changed",
      `cluster-info of ${contender.name} is another one over the verified connection`,
    );
  }
  return { ca, server, clockAheadMs: confirmed.clockAheadMs ?? clockAheadMs };
}

/** The CA is believed: the server has to show a certificate of it. What it publishes is only looked at. */
export async function proveByCa(
  contender: Contender,
  ca: TrustedCa,
  ctx: SearchContext,
): Promise<Proof> {
  try {
    const info = await read(contender, { kind: "ca", ca }, ctx, isClosed);
    const published = publishedBy(info);
    return {
      ca,
      clockAheadMs: info.clockAheadMs,
      ...(published === undefined ? {} : { published }),
    };
  } catch (error) {
    if (!(error instanceof JoinError) || !isClosed(error)) {
      throw await explain(error, contender, ctx);
    }
    ctx.warn(
      `${contender.name} is verified, but does not show its cluster-info: ${error.message}`,
      `nothing to do: what ${ctx.source} says is used as it stands`,
    );
    return { ca, clockAheadMs: undefined };
  }
}

/** Before anything else is asked: who put it there may be the one who answers. */
export function warnOfRefused({ refused }: TrustedCa, { warn }: Pick<SearchContext, "warn">): void {
  for (const pin of refused) {
    warn(
      `The cluster's CA bundle also holds ${pin}, which is not pinned: not trusted`,
      "if it is the cluster's next CA, pin it as well",
    );
  }
}
