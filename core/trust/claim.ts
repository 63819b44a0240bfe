/**
 * What a discovery plugin brings home: a claim, not yet a truth. `decide` turns it into trust, or refuses.
 */
export interface Claim {
  /** `host:port` that was asked; the verified read goes there again. */
  readonly endpoint: string;
  readonly evidence: ClusterInfoEvidence;
  /** What this machine's clock is ahead of that server's, in ms, if it said its time. */
  readonly clockAheadMs?: number | undefined;
}

/** The ConfigMap kube-public/cluster-info as an unverified server gave it. */
export interface ClusterInfoEvidence {
  readonly kind: "cluster-info";
  /** The value of `kubeconfig`, byte for byte. */
  readonly kubeconfig: string;
  /** The value of `jws-kubeconfig-<token id>`. */
  readonly signature: string;
}
