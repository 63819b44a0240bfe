import { JoinError } from "../engine/errors.ts";
import type { SignedClusterInfo } from "../trust/decide.ts";
import { isTransient } from "../kube/transient.ts";
import { readClusterInfo, type Send } from "./cluster_info.ts";
import type { SearchContext } from "./search_context.ts";

/** A fresh token is signed within seconds: in a cluster that has signed others, no longer wait helps. */
const SIGNER_LAG_MS = 20_000;
const POLL_MS = 1000;

export interface FoundClusterInfo extends SignedClusterInfo {
  /** What this machine's clock is ahead of the server's, in ms, by the answer's Date. */
  readonly clockAheadMs: number | undefined;
}

/**
 * Reads cluster-info from a server that nobody has verified, and waits for a signature that is late. The
 * token's secret is no part of it: to find the signature, its id is enough.
 *
 * @param name of the server, for messages
 * @throws JoinError `token-unknown`, and those of `readClusterInfo`
 * @see https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-join/#token-based-discovery-with-ca-pinning
 */
export async function readSignedClusterInfo(
  send: Send,
  tokenId: string,
  name: string,
  ctx: SearchContext,
): Promise<FoundClusterInfo> {
  const began = ctx.clock.elapsedMs();
  let missing: JoinError | undefined;
  for (;;) {
    const leftMs = ctx.timeoutMs - (ctx.clock.elapsedMs() - began);
    const { kubeconfig, signatures, clockAheadMs } = await readClusterInfo(send, {
      clock: ctx.clock,
      signal: ctx.signal,
      timeoutMs: Math.max(1, leftMs),
      waiting: (reason) => ctx.waiting(`the API server at ${name}`, reason),
    }).catch((error) => {
      // That the last of the time was too short for another answer tells nobody anything.
      throw missing !== undefined && error instanceof JoinError && isTransient(error)
        ? missing
        : error;
    });
    const signature = signatures.get(tokenId);
    if (signature !== undefined) return { kubeconfig, signature, clockAheadMs };
    const said = missing !== undefined;
    missing = unsigned(tokenId, signatures.size);
    if (!said) ctx.warn(missing.message, missing.hint);
    const patience = signatures.size > 0 ? SIGNER_LAG_MS : ctx.timeoutMs;
    const elapsed = ctx.clock.elapsedMs() - began;
    if (elapsed + POLL_MS >= Math.min(patience, ctx.timeoutMs)) throw missing;
    ctx.waiting(`the signature for token "${tokenId}"`, missing.message);
    await ctx.clock.sleep(POLL_MS, ctx.signal);
  }
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
