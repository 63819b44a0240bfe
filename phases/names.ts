/**
 * The phases in their order, with their summaries: for the help and for completion, which answer within a
 * blink and so load none of them.
 */
export const PHASE_NAMES = [
  { name: "preflight", summary: "check that this machine can become a node" },
  { name: "discovery", summary: "find the cluster and verify that it is the right one" },
  {
    name: "kubelet-dynamic-config",
    summary: "fetch the kubelet's configuration and fit it to this machine",
  },
  { name: "tls-bootstrap", summary: "get the node its own certificate" },
  { name: "finalize", summary: "start the kubelet and wait until the node is there" },
] as const;
