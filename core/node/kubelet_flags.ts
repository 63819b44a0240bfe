import { isAtLeast, type KubeletVersion } from "./kubelet_version.ts";

export interface FlagFacts {
  version: KubeletVersion;
  criSocket: string;
  /** Set when the node is to have another name than the machine. */
  hostnameOverride?: string | undefined;
}

/** From here on the socket stands in the instance configuration (KEP 4656), not among the flags. */
const INSTANCE_CONFIG_SINCE = 34;

/** Whether this kubelet's container runtime endpoint goes into instance-config.yaml. */
export function usesInstanceConfig(version: KubeletVersion): boolean {
  return isAtLeast(version, INSTANCE_CONFIG_SINCE);
}

/**
 * The flags that kubeadm of the kubelet's era writes, sorted by name. `pod-infra-container-image` is left
 * out: it needs an image registry's name, and only kept the pause image from being collected.
 */
export function kubeletFlags({ version, criSocket, hostnameOverride }: FlagFacts): string[] {
  const flags: Record<string, string> = {};
  if (!isAtLeast(version, 24)) flags["container-runtime"] = "remote";
  if (!usesInstanceConfig(version)) flags["container-runtime-endpoint"] = criSocket;
  if (hostnameOverride !== undefined) flags["hostname-override"] = hostnameOverride;
  return Object.entries(flags).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, value]) => `--${name}=${value}`);
}

/** The one line of kubeadm-flags.env: quotes and backslashes escaped as systemd reads them. */
export function flagsFile(flags: readonly string[]): string {
  const value = flags.join(" ").replace(/["\\]/g, "\\$&");
  return `KUBELET_KUBEADM_ARGS="${value}"\n`;
}
