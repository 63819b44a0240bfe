import type { JoinFlagEntry } from "./join_flag_table.ts";

/** Flags of `join` that say what the Node is to be. */
export const REGISTRATION_FLAGS: readonly JoinFlagEntry[] = [
  {
    flags: "--node-name <name>",
    help: "name of the Node",
    shownDefault: "the machine's host name",
    emptyIsNone: true,
    alone: true,
  },
  {
    flags: "--labels <key=value>",
    help: "labels that the Node registers with",
    list: true,
    alone: true,
  },
  {
    flags: "--taints <key=value:effect>",
    help: "taints that the Node registers with; `key:effect` has no value",
    list: true,
    alone: true,
  },
  {
    flags: "--node-ip <address>",
    help: "address of the Node, or one of each family with a comma between them",
    shownDefault: "where there are several, the one that the server is reached from",
    alone: true,
  },
  {
    flags: "--kubelet-extra-arg <name=value>",
    help: "a flag for the kubelet, without its dashes; may be repeated",
    repeated: true,
    alone: true,
  },
  {
    flags: "--cri-socket <socket>",
    help: "socket of the container runtime",
    shownDefault: "found",
    emptyIsNone: true,
    alone: true,
  },
  {
    flags: "--ca-cert-path <file>",
    help: "where the cluster's CA is written, for the kubelet to read",
    shownDefault: "/etc/kubernetes/pki/ca.crt",
    emptyIsNone: true,
    alone: true,
  },
  {
    flags: "--patches <directory>",
    help:
      "directory of patches for the kubelet's configuration, named as kubeadm's: kubeletconfiguration[SUFFIX][+TYPE].yaml",
    alone: true,
  },
  {
    flags: "--kubelet-config-dir <directory>",
    help: "directory of drop-ins that the kubelet (1.30 and newer) puts over its configuration",
    alone: true,
  },
];
