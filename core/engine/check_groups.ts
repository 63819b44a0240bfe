/** How preflight checks are grouped in the report, in this order. */
export const CHECK_GROUPS = [
  "machine",
  "files",
  "kernel",
  "network",
  "runtime",
  "kubelet",
] as const;
