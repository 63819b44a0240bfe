import { KUBEADM_ERAS } from "../../phases/preflight/kubeadm_eras.ts";
import { type Case, look } from "./looking.ts";

const NAMES = Object.keys(KUBEADM_ERAS);

/**
 * What the checks find that kubeadm has, too: "LEVEL check: text", without the port, which is the real
 * machine's.
 */
export async function lookAsKubeadm(given: Case): Promise<{ lines: string[]; hints: string[] }> {
  const { found } = await look(given);
  const theirs = found.filter(({ check }) => NAMES.includes(check) && check !== "Port-10250");
  return {
    lines: theirs.map(({ level, check, text }) => `${level} ${check}: ${text}`),
    hints: theirs.map(({ hint }) => hint ?? ""),
  };
}

/** A kubelet of this minor release in the root. */
export function kubelet(minor: number): NonNullable<Case["arrange"]> {
  return (root) => root.script("/usr/bin/kubelet", `echo Kubernetes v1.${minor}.0`);
}

/** One after the other. */
export function all(...steps: NonNullable<Case["arrange"]>[]): NonNullable<Case["arrange"]> {
  return async (root) => {
    for (const step of steps) await step(root);
  };
}
