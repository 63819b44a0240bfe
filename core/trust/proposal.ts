import type { Secret } from "./secret.ts";

/**
 * What a discovery plugin brings home. Nothing of it is believed: `decide` turns it into trust, or refuses.
 */
export interface Proposal {
  /** `host:port` of API servers, the preferred one first. */
  readonly servers: readonly string[];
  /** The cluster's CA: one certificate or several, PEM. */
  readonly caPem?: string | undefined;
  /** What the node may show to the verified cluster, where the operator gave no token for it. */
  readonly credential?: Credential | undefined;
  readonly evidence: Evidence;
}

/** A bearer token, or a client certificate. */
export type Credential =
  | { readonly bearer: Secret }
  | { readonly client: { readonly certificatePem: string; readonly keyPem: Secret } };

/** Why a proposal should be believed. */
export type Evidence =
  /** It should not: the CA has to be pinned, or signed by the bootstrap token at one of the servers. */
  | { readonly kind: "none" }
  /** The ConfigMap kube-public/cluster-info, which the bootstrap token has signed. */
  | { readonly kind: "cluster-info"; readonly kubeconfig: string; readonly signature: string }
  /** It came from where the operator said that it is to be believed. */
  | { readonly kind: "source"; readonly because: SourceTrust }
  /** The operator lets a plugin vouch for it. */
  | { readonly kind: "source" } & Vouched;

/** Sources that the operator believes by having named them. */
export type SourceTrust =
  | "in the discovery file"
  | "in a kubeconfig read over verified HTTPS"
  | "in a kubeconfig with the digest asked for";

/** The word of a plugin that may vouch for its source. */
export interface Vouched {
  readonly because: "vouched for by a plugin";
  /** What the plugin has checked, in its own words: one printable line of at most 500 characters. */
  readonly by: string;
}
