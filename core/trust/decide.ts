import { JoinError } from "../engine/errors.ts";
import { clusterEntry, KubeconfigError, parseKubeconfig } from "../kube/kubeconfig.ts";
import type { BootstrapToken } from "./bootstrap_token.ts";
import { type TrustedCa, trustPinned, trustSigned } from "./ca.ts";
import type { Claim } from "./claim.ts";
import type { Pin } from "./pin.ts";
import { isSignedBy } from "./signature.ts";

/** What the operator gave to judge claims by. */
export interface TrustPolicy {
  readonly token: BootstrapToken;
  readonly pins: readonly Pin[];
  /** `--discovery-token-unsafe-skip-ca-verification`. Pins count all the same when there are some. */
  readonly allowUnpinned: boolean;
}

/** A cluster that may be spoken to. It still has to prove itself in a verified read of the same text. */
export interface Decision {
  readonly ca: TrustedCa;
  /** `https://host:port`, perhaps with a path, without a slash at its end. */
  readonly server: string;
}

/**
 * Judges a claim, in this order: signature, shape, pins. Nothing of the claim is looked into before its
 * signature has been checked.
 *
 * @throws JoinError `signature-wrong`, `cluster-info-malformed`, `ca-malformed`, `pin-mismatch`,
 * `pin-missing`
 */
export function decide(claim: Claim, policy: TrustPolicy): Decision {
  const { kubeconfig, signature } = claim.evidence;
  if (!isSignedBy(policy.token, kubeconfig, signature)) {
    throw new JoinError(
      "signature-wrong",
      `The signature of cluster-info at ${claim.endpoint} does not fit the secret of token "${policy.token.id}"`,
    );
  }
  const entry = readEntry(kubeconfig);
  if (entry.caPem === undefined) {
    throw new JoinError("cluster-info-malformed", "The kubeconfig of cluster-info holds no CA", {
      hint: "a node needs certificate-authority-data there, as `kubeadm init` writes it",
    });
  }
  return { ca: judgeCa(entry.caPem, policy), server: serverUrl(entry.server) };
}

function judgeCa(caPem: string, policy: TrustPolicy): TrustedCa {
  if (policy.pins.length > 0) return trustPinned(caPem, policy.pins);
  if (policy.allowUnpinned) return trustSigned(caPem);
  throw new JoinError("pin-missing", "No CA pin was given, and going without was not allowed");
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

/** A scheme, a host with or without a port, perhaps a path: nothing else, and spelt in one way only. */
const SERVER = /^https:\/\/[^\s/?#@\\]+(\/[^\s?#\\]*)?$/;

/** The host as it stands is the host as a URL reader takes it: no octal, no other digits or dots. */
function isSpeltPlainly(text: string): boolean {
  const host = /^https:\/\/([^/]+)/.exec(text)?.[1]?.toLowerCase().replace(/:443$/, "");
  const read = new URL(text).host;
  return host === read || (host?.startsWith("[") ?? false);
}

function serverUrl(text: string): string {
  if (!SERVER.test(text) || !URL.canParse(text) || !isSpeltPlainly(text)) {
    throw new JoinError(
      "cluster-info-malformed",
      `Cannot use the server "${text}" of cluster-info: it is not an https:// address`,
      {
        hint:
          "the server in cluster-info must be the API server's https:// address; edit it with kubectl",
      },
    );
  }
  return text.replace(/\/+$/, "");
}
