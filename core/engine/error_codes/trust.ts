import type { ErrorEntry } from "./entry.ts";

/** The cluster could not be trusted (exit code 5). */
export const TRUST_ERRORS = {
  "token-unknown": {
    exit: 5,
    means:
      "cluster-info is not signed for this token: it has expired, or never was of this cluster",
    hint: "make a new one on a control plane: `kubeadm token create --print-join-command`",
  },
  "signature-wrong": {
    exit: 5,
    means: "the signature of cluster-info does not fit this token's secret",
    hint:
      "check the token for a typing error; if it is right, somebody between here and the cluster changes what is sent",
  },
  "pin-mismatch": {
    exit: 5,
    means: "none of the cluster's CA certificates has a pinned key",
    hint: "compare the pin with the one on the control plane; if they differ, do not join",
  },
  "cluster-info-changed": {
    exit: 5,
    means: "cluster-info read over the verified connection differs from the one read before",
    hint:
      "if the cluster's CA was just changed, try again; if not, somebody answers in the cluster's place",
  },
  "cluster-info-malformed": {
    exit: 5,
    means: "the kubeconfig in cluster-info is not one that a node can use",
    hint:
      "look at it with `kubectl -n kube-public get cm cluster-info -o jsonpath='{.data.kubeconfig}'`",
  },
  "ca-malformed": {
    exit: 5,
    means: "the cluster's CA data is not one or more PEM certificates",
    hint: "look at certificate-authority-data in the kubeconfig of cluster-info",
  },
  "ca-expired": {
    exit: 5,
    means: "the cluster's CA is past its end, or not valid yet",
    hint:
      "compare this machine's time (`date`) with the control plane's; an expired CA has to be replaced there",
  },
  "server-untrusted": {
    exit: 5,
    means: "the API server's certificate was not issued by the cluster's CA",
    hint:
      "a TLS-terminating proxy or another machine answers at this address; use an address that reaches kube-apiserver itself",
  },
  "server-name-mismatch": {
    exit: 5,
    means: "the API server's certificate is not for the name or address used",
    hint:
      "use a name that is in the certificate, or add this one with apiserver.certSANs on the control plane",
  },
  "server-certificate-expired": {
    exit: 5,
    means: "the API server's certificate is past its end, or not valid yet",
    hint: "renew it on the control plane: `kubeadm certs renew apiserver`",
  },
  "clock-off": {
    exit: 5,
    means: "this machine's clock differs so much that the cluster's certificates look invalid",
    hint: "set the clock right (`timedatectl set-ntp true`), then try again",
  },
  "ca-file-differs": {
    exit: 5,
    means: "the CA file on this machine belongs to another cluster",
    hint: "this machine was part of another cluster: run `kubeworker reset`, or move the file away",
  },
  "cluster-differs": {
    exit: 5,
    means: "an earlier run has joined this machine, or begun to, to another cluster",
    hint: "`kubeworker reset` takes this machine out of that one; then run the same command again",
  },
  "kubeconfig-foreign": {
    exit: 5,
    means: "the kubelet.conf on this machine is not one that can be built on",
    hint: "run the whole join, or name the cluster with HOST:PORT and --token",
  },
} as const satisfies Record<string, ErrorEntry>;
