import type { Endpoint } from "../core/config/endpoint.ts";
import { parseEndpoint } from "../core/config/endpoint.ts";
import { CLUSTER_INFO_PATH, readClusterInfo } from "../core/discovery/cluster_info.ts";
import type { DiscoverContext, DiscoveryPlugin } from "../core/discovery/contract.ts";
import { JoinError } from "../core/engine/errors.ts";
import { parseBootstrapToken } from "../core/trust/bootstrap_token.ts";
import type { Claim } from "../core/trust/claim.ts";

/** The token's secret is not part of it: to find the signature, its id is enough. */
export interface TokenSection {
  readonly endpoint: Endpoint;
  readonly tokenId: string;
}

/** A fresh token is signed within seconds: in a cluster that has signed others, no longer wait helps. */
const SIGNER_LAG_MS = 20_000;
const POLL_MS = 1000;

/**
 * Token discovery: one unverified read of cluster-info, which brings the cluster's CA and its signature by
 * the token. Waits for a signature that is late.
 *
 * @see https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-join/#token-based-discovery-with-ca-pinning
 */
export const token: DiscoveryPlugin<TokenSection> = {
  name: "token",
  summary: "reads cluster-info from an API server and checks it with a bootstrap token and CA pins",

  fromFlags(flags) {
    const text = flags.discoveryToken ?? flags.token;
    if (text === undefined || flags.endpoint === undefined) return undefined;
    const { id } = parseBootstrapToken(text, "--token");
    return { endpoint: parseEndpoint(flags.endpoint), tokenId: id };
  },

  async discover({ endpoint, tokenId }, ctx): Promise<Claim> {
    const began = ctx.clock.elapsedMs();
    let said = false;
    for (;;) {
      const leftMs = ctx.timeoutMs - (ctx.clock.elapsedMs() - began);
      const info = await readClusterInfo(
        (timeoutMs) =>
          ctx.readUnverified(
            `https://${endpoint.text}${CLUSTER_INFO_PATH}`,
            "the CA is not known yet; the answer is checked by its signature",
            timeoutMs,
          ),
        {
          clock: ctx.clock,
          signal: ctx.signal,
          timeoutMs: Math.max(1, leftMs),
          waiting: (reason) => ctx.waiting(`the API server at ${endpoint.text}`, reason),
        },
      );
      const signature = info.signatures.get(tokenId);
      if (signature !== undefined) {
        return {
          endpoint: endpoint.text,
          evidence: { kind: "cluster-info", kubeconfig: info.kubeconfig, signature },
          clockAheadMs: info.clockAheadMs,
        };
      }
      const missing = unsigned(tokenId, info.signatures.size);
      if (!said) ctx.warn(missing.message, missing.hint);
      said = true;
      const patience = info.signatures.size > 0 ? SIGNER_LAG_MS : ctx.timeoutMs;
      const elapsed = ctx.clock.elapsedMs() - began;
      if (elapsed + POLL_MS >= Math.min(patience, ctx.timeoutMs)) throw missing;
      announce(ctx, tokenId, missing);
      await ctx.clock.sleep(POLL_MS, ctx.signal);
    }
  },
};

function announce(ctx: DiscoverContext, tokenId: string, missing: JoinError): void {
  ctx.waiting(`the signature for token "${tokenId}"`, missing.message);
}

function unsigned(tokenId: string, others: number): JoinError {
  const signed = others === 0
    ? "no token at all"
    : others === 1
    ? "one other token"
    : `${others} other tokens`;
  return new JoinError(
    "token-unknown",
    `cluster-info is not signed for token "${tokenId}"; it is for ${signed}`,
    others > 0 ? {} : {
      hint:
        "either no token is valid, or the bootstrap signer of kube-controller-manager does not run; `kubeadm token list` tells",
      detail: { signedTokens: others },
    },
  );
}
