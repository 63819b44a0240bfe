import { isAtLeast, type KubeletVersion } from "./kubelet_version.ts";
import type { RuntimeSettings } from "./runtime_settings.ts";

/** Kubelets follow the driver that the runtime announces (KEP-4033, beta). */
const FOLLOWS_SINCE = 31;

/** The driver that a kubelet is set to, and where it is from. */
export interface DriverSetting {
  readonly driver: string;
  readonly from: string;
}

/**
 * Holds the kubelet's cgroup driver against that of the container runtime.
 *
 * @returns undefined where they are the same, where the kubelet follows, or where the runtime does not tell
 */
export function findDriverConflict(
  { driver, from }: DriverSetting,
  settings: RuntimeSettings | undefined,
  version: KubeletVersion,
): { readonly text: string; readonly hint: string } | undefined {
  if (settings?.cgroupDriver === undefined || driver === settings.cgroupDriver) return undefined;
  if (settings.announced && isAtLeast(version, FOLLOWS_SINCE)) return undefined;
  return {
    text:
      `The container runtime's cgroup driver is ${settings.cgroupDriver}, the kubelet's is ${driver} (${from}): pods do not stay up`,
    hint: driver === "systemd"
      ? "for containerd: SystemdCgroup = true in /etc/containerd/config.toml, then `systemctl restart containerd`"
      : "set cgroupDriver in the cluster's kubelet-config, or the runtime's driver, to the other's",
  };
}
