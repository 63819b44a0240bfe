import { JoinError } from "../engine/errors.ts";
import type { Host } from "../host/types.ts";
import { readCgroups } from "./cgroups.ts";
import { kernelRelease } from "./kernel_release.ts";
import { isAtLeast, type KubeletVersion } from "./kubelet_version.ts";
import { readQuietly } from "./read_quietly.ts";

/** What a KubeletConfiguration lets a machine be; undefined where it leaves it to the kubelet. */
export interface Tolerance {
  readonly failSwapOn: boolean | undefined;
  readonly failCgroupV1: boolean | undefined;
}

export interface DemandOptions {
  readonly version: KubeletVersion;
  /** Checks of preflight that the operator wants ignored: these are the same two. */
  readonly ignored: readonly string[];
}

/** From here on a kubelet refuses cgroup v1 unless it is told not to. */
const REFUSES_V1_SINCE = 35;

/**
 * Holds the cluster's configuration against this machine, before any of it is written: a kubelet that will
 * refuse to run need not be waited for.
 *
 * @throws JoinError `kubelet-swap`, `kubelet-cgroup-v1`
 */
export async function meetDemands(
  { failSwapOn = true, failCgroupV1 }: Tolerance,
  { files }: Pick<Host, "files">,
  { version, ignored }: DemandOptions,
): Promise<void> {
  const minds = (check: string) => !isIgnored(check, ignored);
  const swaps = (await readQuietly(files, "/proc/swaps") ?? "").trim().split("\n").slice(1);
  if (failSwapOn && swaps.length > 0 && minds("Swap")) {
    const names = swaps.map((line) => line.split(/\s/)[0]).join(", ");
    throw new JoinError(
      "kubelet-swap",
      `Swap is on (${names}), and the cluster's kubelet configuration does not allow it`,
    );
  }
  if (!(failCgroupV1 ?? isAtLeast(version, REFUSES_V1_SINCE))) return;
  if (!minds("SystemVerification")) return;
  if ((await readCgroups(files, await kernelRelease(files)))?.version === 1) {
    throw new JoinError(
      "kubelet-cgroup-v1",
      "This machine uses cgroup v1, and the cluster's kubelet configuration does not allow it",
    );
  }
}

/** Whether the operator wants the errors of a check ignored, by its name or by `all`. */
export function isIgnored(check: string, ignored: readonly string[]): boolean {
  return ignored.includes("all") || ignored.includes(check.toLowerCase());
}
