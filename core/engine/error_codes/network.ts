import type { ErrorEntry } from "./entry.ts";

/** The cluster could not be reached, or does not answer as one (exit code 4). */
export const NETWORK_ERRORS = {
  "server-name-unknown": {
    exit: 4,
    means: "the API server's host name does not resolve",
    hint: "check the name, /etc/resolv.conf and /etc/hosts, or use the server's IP address",
  },
  "server-refused": {
    exit: 4,
    means: "nothing listens at the API server's address",
    hint:
      "check address and port, and that kube-apiserver is running (default port 6443) and not firewalled",
  },
  "server-unreachable": {
    exit: 4,
    means: "there is no way to the API server's address",
    hint: "check this machine's routes and firewalls to the API server",
  },
  "server-silent": {
    exit: 4,
    means: "the API server did not answer in time",
    hint: "a firewall that drops packets looks like this; check the way to the server's port",
  },
  "server-reset": {
    exit: 4,
    means: "the connection to the API server broke off",
    hint: "check for a proxy or firewall in between that closes TLS connections",
  },
  "server-not-tls": {
    exit: 4,
    means: "what listens at the address does not speak TLS",
    hint: "the API server's secure port is wanted, 6443 by default",
  },
  "server-not-kubernetes": {
    exit: 4,
    means: "what answers at the address is not a Kubernetes API server",
    hint: "check address and port; a proxy's login page or another web server may be answering",
  },
  "server-error": {
    exit: 4,
    means: "the API server kept failing or asking for patience until the deadline",
    hint:
      "look at kube-apiserver and etcd on the control plane; a longer --timeout bridges a restart",
  },
  "response-too-large": {
    exit: 4,
    means: "an answer was larger than any that a cluster sends",
    hint: "check that the address is that of the API server; nothing of the answer was used",
  },
  "response-malformed": {
    exit: 4,
    means: "an answer of the API server could not be understood",
    hint: "a proxy in between may be changing or cutting answers",
  },
  "cluster-info-forbidden": {
    exit: 4,
    means: "the cluster does not let an anonymous client read cluster-info",
    hint:
      "public access is turned off there (role binding kubeadm:bootstrap-signer-clusterinfo, or --anonymous-auth=false on the API server): token discovery needs it",
  },
  "cluster-info-missing": {
    exit: 4,
    means: "the cluster has no ConfigMap kube-public/cluster-info, or no kubeconfig in it",
    hint:
      "`kubeadm init phase bootstrap-token` on the control plane creates it; is this a kubeadm cluster?",
  },
} as const satisfies Record<string, ErrorEntry>;
