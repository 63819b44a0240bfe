import type { RequestSigning } from "../../pki.ts";

/** What becomes of certificate requests. Every member may be changed while the control plane runs. */
export interface IssuanceSwitches {
  /**
   * `auto`: as kubeadm sets it up. `hold`: nobody approves, a person has to. `deny`: denied at once. `fail`: approved,
   * then the signer gives up. `approve-never-sign`: approved, but there is no signer.
   */
  policy: "auto" | "hold" | "deny" | "fail" | "approve-never-sign";
  /** Milliseconds from creation to the decision. */
  approvalDelay: number;
  /** Milliseconds from approval to the certificate. */
  signingDelay: number;
  /** `other`: the certificate comes from a CA that is not the cluster's. */
  authority: "cluster" | "other";
  /** How the certificate differs from what was asked for. */
  signing: RequestSigning;
}

export function issuanceSwitches(set: Partial<IssuanceSwitches> = {}): IssuanceSwitches {
  return {
    policy: "auto",
    approvalDelay: 0,
    signingDelay: 0,
    authority: "cluster",
    signing: {},
    ...set,
  };
}
