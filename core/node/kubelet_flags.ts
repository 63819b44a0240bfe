import { canonical, type KubeletArgument } from "./kubelet_arguments.ts";
import { isAtLeast, type KubeletVersion } from "./kubelet_version.ts";

export interface FlagFacts {
  version: KubeletVersion;
  criSocket: string;
  /** Set when the node is to have another name than the machine. */
  hostnameOverride?: string | undefined;
  /** As `key=value`. */
  labels?: readonly string[];
  /** As `key=value:Effect`. */
  taints?: readonly string[];
  /** One, or one of each family. */
  nodeIp?: readonly string[] | undefined;
  /** Of drop-ins. */
  configDirectory?: string | undefined;
  /** Further ones that the join computes, by their names. */
  more?: Readonly<Record<string, string>>;
  /** The operator's own. */
  extra?: readonly KubeletArgument[];
}

/** From here on the socket stands in the instance configuration (KEP 4656), not among the flags. */
const INSTANCE_CONFIG_SINCE = 34;

/** Whether this kubelet's container runtime endpoint goes into instance-config.yaml. */
export function usesInstanceConfig(version: KubeletVersion): boolean {
  return isAtLeast(version, INSTANCE_CONFIG_SINCE);
}

/**
 * The flags that kubeadm of the kubelet's era writes, sorted by name, then the operator's own in their order,
 * which stand for those of the same name. `pod-infra-container-image` is left out: it needs an image registry's
 * name, and only kept the pause image from being collected.
 */
export function kubeletFlags(facts: FlagFacts): KubeletArgument[] {
  const { version, criSocket, hostnameOverride } = facts;
  const { labels = [], taints = [], nodeIp = [], extra = [], configDirectory, more = {} } = facts;
  const flags: Record<string, string> = { ...more };
  if (configDirectory !== undefined) flags["config-dir"] = configDirectory;
  if (!isAtLeast(version, 24)) flags["container-runtime"] = "remote";
  if (!usesInstanceConfig(version)) flags["container-runtime-endpoint"] = criSocket;
  if (hostnameOverride !== undefined) flags["hostname-override"] = hostnameOverride;
  if (nodeIp.length > 0) flags["node-ip"] = nodeIp.join(",");
  if (labels.length > 0) flags["node-labels"] = labels.join(",");
  if (taints.length > 0) flags["register-with-taints"] = taints.join(",");
  const own = new Set(extra.map(({ name }) => canonical(name)));
  const computed = Object.entries(flags).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, value]) => ({ name, value }));
  return [...computed.filter(({ name }) => !own.has(name)), ...extra];
}

/**
 * The one line of kubeadm-flags.env. It is read twice: as a file of variables, and when the kubelet's unit
 * splits the bare variable into arguments; a value with blanks, quotes or backslashes is quoted for that.
 *
 * @see systemd.exec(5) EnvironmentFile=, systemd.service(5) "Command lines"
 */
export function flagsFile(flags: readonly KubeletArgument[]): string {
  const line = flags.map(({ name, value }) => `--${name}=${quoted(value)}`).join(" ");
  return `KUBELET_KUBEADM_ARGS="${line.replace(/["\\$`]/g, "\\$&")}"\n`;
}

function quoted(value: string): string {
  return /[\s"'\\]/.test(value) ? `"${value.replace(/["\\]/g, "\\$&")}"` : value;
}
