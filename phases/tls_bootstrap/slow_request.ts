import { mayBeApprovedByItself } from "../../core/kube/access_review.ts";
import type { Api } from "../../core/kube/api.ts";
import {
  KUBELET_CLIENT_SIGNER,
  type SubmittedRequest,
} from "../../core/kube/certificate_signing.ts";

/** What may be in the way of a request, and what to do about it. */
export interface Why {
  readonly text: string;
  readonly hint: string;
}

/** Of an approved request that nobody signs. */
export function whyUnsigned(name: string, seconds: number): Why {
  return {
    text: `${name} is approved, and after ${seconds} s nobody has signed it for ` +
      `${KUBELET_CLIENT_SIGNER}; waiting goes on`,
    hint: "kube-controller-manager signs, if it runs and has --cluster-signing-cert-file and " +
      "--cluster-signing-key-file: `kubectl -n kube-system get pods -l component=kube-controller-manager`",
  };
}

/**
 * Of a request that nobody approves. Who runs the cluster's approver cannot be seen with a token, but whether
 * it would take a request of ours can be asked.
 */
export async function whyPending(
  api: Api,
  { name, object: { spec } }: SubmittedRequest,
  { approve, seconds }: { approve: string; seconds: number },
): Promise<Why> {
  const waits = `after ${seconds} s nobody has approved ${name}; waiting goes on`;
  const mine = spec.username === undefined
    ? "this credential"
    : `${spec.username} (groups ${spec.groups?.join(", ") || "none"})`;
  switch (await mayBeApprovedByItself(api)) {
    case true:
      return {
        text: `The cluster may approve requests of ${mine} by itself, but ${waits}`,
        hint:
          `look whether kube-controller-manager runs, with its controller csrapproving; or \`${approve}\``,
      };
    case false:
      return {
        text: `The cluster does not approve requests of ${mine} by itself: ${waits}`,
        hint: `a person has to: \`${approve}\`. With the cluster role binding ` +
          "kubeadm:node-autoapprove-bootstrap for one of these groups the cluster does it",
      };
    case undefined:
      return {
        text: `It cannot be seen whether the cluster approves requests of ${mine}: ${waits}`,
        hint: `\`kubectl describe csr ${name}\` shows it, \`${approve}\` approves it`,
      };
  }
}
