/** Taints as `--taints` has them. What they were read by vouches for their form. */
export function taintsAsFlags(taints: unknown): string[] {
  return [taints].flat().map((taint) => {
    const { key, value = "", effect } = Object(taint);
    return value === "" ? `${key}:${effect}` : `${key}=${value}:${effect}`;
  });
}

/** Arguments as `--kubelet-extra-arg` has them: a list in its order, a mapping sorted by name as kubeadm does. */
export function argumentsAsFlags(args: unknown): string[] {
  if (Array.isArray(args)) return args.map(({ name, value = "" }) => `${name}=${value}`);
  return Object.entries(Object(args)).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, value]) => `${name}=${value}`);
}

/** The one gate that means something to a worker, as `--feature-gates` has it. kubeadm checks no names here. */
export function gatesAsFlags(gates: unknown): string[] {
  const { DynamicKubeletConfig: on } = Object(gates);
  return on === undefined ? [] : [`DynamicKubeletConfig=${on}`];
}
