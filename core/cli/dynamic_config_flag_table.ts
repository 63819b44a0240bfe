import type { JoinFlagEntry } from "./join_flag_table.ts";

/** Flags of `join` for DynamicKubeletConfig, which kubelets of 1.11 to 1.23 have. */
export const DYNAMIC_CONFIG_FLAGS: readonly JoinFlagEntry[] = [
  {
    flags: "--feature-gates <gate=boolean>",
    help:
      "`DynamicKubeletConfig=true` lets the kubelet follow a ConfigMap (kubelets before 1.24); no worker needs CoreDNS and Auditing",
    list: true,
    alone: true,
  },
  {
    flags: "--dynamic-config-map <namespace/name/key>",
    help: "what the kubelet follows",
    shownDefault: "kube-system/kubelet-config-1.X/kubelet",
    alone: true,
  },
  {
    flags: "--config-source-kubeconfig <file>",
    help: "of who may set the Node's configSource, where the node itself may not",
    alone: true,
  },
];
