import { JoinError } from "../engine/errors.ts";
import { clusterEntry, KubeconfigError, parseKubeconfig } from "../kube/kubeconfig.ts";
import type { BootstrapToken } from "./bootstrap_token.ts";
import { type TrustedCa, trustPinned, trustSigned, trustSource } from "./ca.ts";
import type { Pin } from "./pin.ts";
import type { Evidence, Proposal } from "./proposal.ts";
import { serverUrl } from "./server_url.ts";
import { isSignedBy } from "./signature.ts";

/** What the operator gave to judge by. */
export interface TrustPolicy {
  readonly token: BootstrapToken | undefined;
  /** Of --discovery-token-ca-cert-hash and --discovery-ca. They count whatever else is believed. */
  readonly pins: readonly Pin[];
  /** `--discovery-token-unsafe-skip-ca-verification`. */
  readonly allowUnpinned: boolean;
}

/** A cluster that may be spoken to. It still has to prove itself in a verified read of the same text. */
export interface Decision {
  readonly ca: TrustedCa;
  /** `https://host:port`, perhaps with a path, without a slash at its end. */
  readonly server: string;
  /** The text that was signed. */
  readonly kubeconfig: string;
}

/** The ConfigMap kube-public/cluster-info as somebody gave it. */
export type SignedClusterInfo = Omit<Extract<Evidence, { kind: "cluster-info" }>, "kind">;

/** How a proposal is to be treated. */
export type Verdict =
  /** Its CA is believed: its servers have to show that they are that CA's. */
  | { readonly kind: "trusted"; readonly ca: TrustedCa }
  /** It brought the signed text with it. */
  | { readonly kind: "signed"; readonly decision: Decision }
  /** Its servers' names are believed, but it has no CA: the public roots have to vouch for them. */
  | { readonly kind: "public"; adopt(caPem: string): TrustedCa }
  /** Nothing of it is believed: its servers have to bring what the token has signed. */
  | { readonly kind: "unproven" };

/**
 * Judges a proposal. Pins count in every case: what is not pinned is then not believed, whoever says so.
 *
 * @throws JoinError `signature-wrong`, `cluster-info-malformed`, `ca-malformed`, `pin-mismatch`,
 * `pin-missing`, `token-missing`
 */
export function judge(proposal: Proposal, policy: TrustPolicy): Verdict {
  const { evidence, caPem } = proposal;
  const pinned = policy.pins.length > 0;
  if (evidence.kind === "cluster-info") {
    const from = "that the plugin brought";
    return { kind: "signed", decision: decide(evidence, requirePolicy(policy), from) };
  }
  if (evidence.kind === "source") {
    const source = "by" in evidence ? evidence : evidence.because;
    const believe = (pem: string): TrustedCa =>
      pinned ? trustPinned(pem, policy.pins) : trustSource(pem, source);
    return caPem === undefined
      ? { kind: "public", adopt: believe }
      : { kind: "trusted", ca: believe(caPem) };
  }
  if (caPem !== undefined && pinned) {
    return { kind: "trusted", ca: trustPinned(caPem, policy.pins) };
  }
  requirePolicy(policy);
  return { kind: "unproven" };
}

/**
 * Whether the operator gave enough to believe a cluster that nobody vouches for.
 *
 * @throws JoinError `token-missing`, `pin-missing`
 */
export function requirePolicy(policy: TrustPolicy): TrustPolicy & { token: BootstrapToken } {
  const { token } = policy;
  if (token === undefined) throw new JoinError("token-missing", "No bootstrap token was given");
  if (policy.pins.length === 0 && !policy.allowUnpinned) {
    throw new JoinError(
      "pin-missing",
      "No CA pin was given: without one, whoever knows the token can pose as the cluster",
    );
  }
  return { ...policy, token };
}

/**
 * Judges cluster-info, in this order: signature, shape, pins. Nothing of it is looked into before its
 * signature has been checked.
 *
 * @param from where it was, for messages, as in "at 10.0.0.1:6443"
 * @throws JoinError `signature-wrong`, `cluster-info-malformed`, `ca-malformed`, `pin-mismatch`
 */
export function decide(
  info: SignedClusterInfo,
  policy: TrustPolicy & { token: BootstrapToken },
  from: string,
): Decision {
  const { kubeconfig, signature } = info;
  if (!isSignedBy(policy.token, kubeconfig, signature)) {
    throw new JoinError(
      "signature-wrong",
      `The signature of cluster-info ${from} does not fit the secret of token "${policy.token.id}"`,
    );
  }
  const entry = readEntry(kubeconfig);
  if (entry.caPem === undefined) {
    throw new JoinError("cluster-info-malformed", "The kubeconfig of cluster-info holds no CA", {
      hint: "a node needs certificate-authority-data there, as `kubeadm init` writes it",
    });
  }
  const ca = policy.pins.length > 0
    ? trustPinned(entry.caPem, policy.pins)
    : trustSigned(entry.caPem);
  return { ca, server: serverUrl(entry.server, "cluster-info-malformed"), kubeconfig };
}

function readEntry(kubeconfig: string): { server: string; caPem: string | undefined } {
  try {
    return clusterEntry(parseKubeconfig(kubeconfig));
  } catch (cause) {
    if (!(cause instanceof KubeconfigError)) throw cause;
    throw new JoinError(
      "cluster-info-malformed",
      `Cannot use the kubeconfig of cluster-info: ${cause.message}`,
    );
  }
}
