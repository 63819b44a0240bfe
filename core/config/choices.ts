/** What flags of `join` choose from. In a file of its own: the help and completion load nothing else of options. */
export const WAITS = ["none", "registered", "ready"] as const;
export const ON_FAILURES = ["keep", "rollback"] as const;
export const TLS_BOOTSTRAPS = ["native", "kubelet"] as const;
