import type { SignatureOptions } from "../jws.ts";

/** How cluster-info's signature is published. */
export type SignatureSwitch =
  | { kind: "good" }
  | { kind: "absent" }
  /** The signer lags behind: counted from the first read of cluster-info. */
  | { kind: "appears-after"; milliseconds: number }
  | { kind: "wrong-secret" }
  | { kind: "variant"; options: SignatureOptions }
  /** Published as it stands. */
  | { kind: "text"; text: string };

/** What can be odd about cluster-info. Every member may be changed while the control plane runs. */
export interface DiscoverySwitches {
  /**
   * `binding-deleted`: 403. `anonymous-off`: 401 for everything anonymous. `missing`: 404, not a cluster made by kubeadm.
   */
  access: "public" | "binding-deleted" | "anonymous-off" | "missing";
  /** The `server` in the text. Default: this control plane. */
  server: string | undefined;
  /** The CA data in the text, PEM; two certificates make a bundle. Default: the cluster's CA. */
  caPem: string | undefined;
  /** The `kubeconfig` key itself. The signature is always made over what is published. */
  kubeconfig: { kind: "normal" } | { kind: "absent" } | { kind: "empty" } | {
    kind: "text";
    text: string;
  };
  /** From this read on (the first is 1) another text is published, properly signed. */
  changesAtRead: number | undefined;
  signature: SignatureSwitch;
}

export function discoverySwitches(set: Partial<DiscoverySwitches> = {}): DiscoverySwitches {
  return {
    access: "public",
    server: undefined,
    caPem: undefined,
    kubeconfig: { kind: "normal" },
    changesAtRead: undefined,
    signature: { kind: "good" },
    ...set,
  };
}
