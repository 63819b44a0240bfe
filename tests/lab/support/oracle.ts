import type { Lab } from "../lab.ts";
import type { Machine } from "./machine.ts";

/** What kubeadm of a version must be told in this lab: it refuses cgroup v1, or looks for another runtime. */
const NEEDED = {
  "1.37": ["--ignore-preflight-errors=SystemVerification"],
  "1.20": ["--cri-socket", "/run/containerd/containerd.sock"],
} as const;

/** The command line of a join by kubeadm. */
export function kubeadmJoin(cluster: Lab): string[] {
  return ["kubeadm", "join", ...cluster.joinArgs, ...NEEDED[cluster.version]];
}

/** Joins a node with the real kubeadm. */
export async function kubeadmJoins(node: Machine, cluster: Lab): Promise<void> {
  await node.exec(...kubeadmJoin(cluster));
}
