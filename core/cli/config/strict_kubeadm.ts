import type { FlagName, JoinFlags } from "../../config/join_flags.ts";
import { JoinError } from "../../engine/errors.ts";

/** What kubeadm lets stand beside --config, and what no JoinConfiguration can say. */
const ALLOWED: readonly FlagName[] = [
  ...["config", "strictKubeadm", "ignorePreflightErrors", "dryRun", "nodeName"] as const,
  ...["skipPhases", "fix", "wait", "tlsBootstrap", "root", "output", "verbose"] as const,
];

/** `--strict-kubeadm`: refuses the mixtures that kubeadm refuses. @throws JoinError `config-mixed` */
export function refuseMixture(flags: JoinFlags): void {
  const { endpoints = [], ...named } = flags;
  const mixed = Object.entries(named)
    .filter(([name, value]) => value !== undefined && !ALLOWED.some((allowed) => allowed === name))
    .map(([name]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  const all = [...(endpoints.length > 0 ? ["HOST:PORT"] : []), ...mixed];
  if (all.length === 0) return;
  throw new JoinError("config-mixed", `kubeadm does not mix --config with ${all.join(", ")}`);
}
