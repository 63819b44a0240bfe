import type { ErrorEntry } from "./entry.ts";

/** The cluster refused this node, or kept it waiting (exit codes 6 and 7). */
export const CLUSTER_ERRORS = {
  "token-rejected": {
    exit: 6,
    means: "the API server does not accept the token for authentication",
    hint:
      "it expired, was deleted, or lacks the usage `authentication`: `kubeadm token create --print-join-command` makes a new one",
  },
  "token-ended": {
    exit: 6,
    means: "the token ended while its certificate request waited for approval",
    hint:
      "approve the request and run the same command with a new token: it goes on with the same key and request",
  },
  "request-forbidden": {
    exit: 6,
    means: "the cluster does not allow this node something that a join needs",
    hint:
      "check the cluster role bindings of the token's groups; `kubeadm init phase bootstrap-token` restores kubeadm's",
  },
  "kubelet-config-missing": {
    exit: 6,
    means: "the cluster has no kubelet configuration that this node may read",
    hint:
      "`kubeadm init phase upload-config kubelet` on the control plane publishes it; kubelet and cluster versions may be too far apart",
  },
  "kubelet-config-malformed": {
    exit: 6,
    means: "the cluster's kubelet configuration is not a KubeletConfiguration",
    hint:
      "look at it with `kubectl -n kube-system get cm kubelet-config -o yaml` (`kubelet-config-1.X` before 1.24)",
  },
  "node-exists": {
    exit: 6,
    means: "a Node of this name is in the cluster and Ready: it is another machine",
    hint:
      "choose another name with --node-name, or delete that Node first: `kubectl delete node NAME`",
  },
  "token-exists": {
    exit: 6,
    means: "a bootstrap token of this id is in the cluster already",
    hint: "leave TOKEN out for a fresh one, or delete that one first: `kubeworker token delete ID`",
  },
  "token-absent": {
    exit: 6,
    means: "a bootstrap token that is to be deleted is not in the cluster",
    hint: "`kubeworker token list` shows those that are; an expired one is deleted by the cluster",
  },
  "config-source-missing": {
    exit: 6,
    means: "the ConfigMap that the kubelet is to follow is not there, or lacks the key",
    hint: "make it, or name another with --dynamic-config-map NAMESPACE/NAME/KEY",
  },
  "config-source-foreign": {
    exit: 6,
    means: "the kubeconfig of --config-source-kubeconfig is for another cluster than this node's",
    hint: "name one for this cluster; nothing was changed in the other",
  },
  "csr-denied": {
    exit: 6,
    means: "the certificate signing request was denied",
    hint: "ask the cluster's administrator; the next try makes a new request",
  },
  "csr-failed": {
    exit: 6,
    means: "the signer could not issue the certificate",
    hint: "look at the kube-controller-manager's log; the next try makes a new request",
  },
  "csr-gone": {
    exit: 6,
    means: "the certificate signing request was deleted or replaced while waiting for it",
    hint: "run the same command again",
  },
  "csr-conflict": {
    exit: 6,
    means: "a certificate signing request of our name is there that is not ours",
    hint: "delete it: `kubectl delete csr NAME`, then run the same command again",
  },
  "csr-rejected": {
    exit: 6,
    means: "the API server did not take the certificate signing request",
    hint: "the server's own words say why; admission plugins may be at work",
  },
  "certificate-wrong": {
    exit: 6,
    means:
      "the certificate that came back is not ours: another key, another name, or another issuer",
    hint: "nothing of it was kept; look at what signs kubernetes.io/kube-apiserver-client-kubelet",
  },
  "approval-forbidden": {
    exit: 6,
    means: "the user of --approve-with may not approve the certificate signing request",
    hint:
      "who approves may update certificatesigningrequests/approval and approve for signers kubernetes.io/kube-apiserver-client-kubelet, as cluster-admin may: /etc/kubernetes/admin.conf of a control plane",
  },
  "approval-mismatch": {
    exit: 6,
    means:
      "the cluster of --approve-with has another request of that name, or none: nothing was approved",
    hint:
      "take a kubeconfig of the same cluster: `kubectl --kubeconfig FILE get csr` shows its requests",
  },
  "csr-timeout": {
    exit: 7,
    means: "nobody approved and signed the certificate signing request in time",
    hint:
      "approve it with `kubectl certificate approve NAME` and run the same command again; --timeout tlsBootstrap=30m waits longer",
  },
  "config-source-timeout": {
    exit: 7,
    means: "nobody set the Node's configSource in time, or the kubelet did not follow it in time",
    hint:
      "run the `kubectl patch` line that was shown; `kubeworker join phase finalize` with the same flags waits again, --timeout configSource=0 does not wait",
  },
  "node-timeout": {
    exit: 7,
    means: "the kubelet runs, but its Node did not appear, or not become Ready, in time",
    hint:
      "`journalctl -xeu kubelet` says what it waits for; a missing network plugin keeps a Node from being Ready. The same command goes on from here",
  },
} as const satisfies Record<string, ErrorEntry>;
