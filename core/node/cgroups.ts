import type { Files } from "../host/types.ts";
import { isOlder } from "./kernel_release.ts";
import { type Mount, readMounts } from "./mounts.ts";
import { readQuietly } from "./read_quietly.ts";

/** The control groups that this machine's kubelet will see. */
export type Cgroups =
  | { readonly version: 1 | 2; readonly controllers: ReadonlySet<string> }
  /** None is mounted. */
  | { readonly version: undefined; readonly controllers?: never };

const USUAL = "/sys/fs/cgroup";

/**
 * Reads which version is in use, as kubeadm decides it, and its controllers. No scratch group is made: that
 * version 2 can freeze shows in any group that is there.
 *
 * @returns undefined where the machine does not say
 * @see cgroups(7)
 */
export async function readCgroups(
  files: Pick<Files, "read" | "stat" | "list">,
  release: string | undefined,
): Promise<Cgroups | undefined> {
  const mounts = await readMounts(files);
  if (mounts.length === 0) return undefined;
  const place = await unifiedPlace(files, mounts);
  if (place !== undefined) return await readUnified(files, place, release);
  if (!mounts.some(({ type }) => type === "cgroup")) return { version: undefined };
  const table = await readQuietly(files, "/proc/cgroups");
  if (table === undefined) return undefined;
  const rows = table.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const enabled = rows.map((line) => line.split(/\s+/)).filter(([, , , on]) => on !== "0");
  return { version: 1, controllers: new Set(enabled.flatMap(([name]) => name ?? [])) };
}

/** Where version 2 is mounted, if that is what counts here. */
async function unifiedPlace(
  files: Pick<Files, "stat">,
  mounts: readonly Mount[],
): Promise<string | undefined> {
  const usual = mounts.findLast(({ point }) => point === USUAL);
  if (usual?.type === "cgroup2") return USUAL;
  // Both at once: what the kubelet uses is version 1.
  const old = (await files.stat(`${USUAL}/memory`).catch(() => undefined))?.kind === "directory";
  if (usual?.type === "tmpfs" && old) return undefined;
  return mounts.find(({ type }) => type === "cgroup2")?.point;
}

async function readUnified(
  files: Pick<Files, "read" | "stat" | "list">,
  place: string,
  release: string | undefined,
): Promise<Cgroups | undefined> {
  const text = await readQuietly(files, `${place}/cgroup.controllers`);
  if (text === undefined) return undefined;
  // Devices are guarded by BPF programs, which need no controller.
  const controllers = ["devices", ...text.trim().split(/\s+/).filter((name) => name !== "")];
  if (await canFreeze(files, place, release)) controllers.push("freezer");
  return { version: 2, controllers: new Set(controllers) };
}

/** Since Linux 5.2; every group but the root has the file. */
async function canFreeze(
  files: Pick<Files, "stat" | "list">,
  place: string,
  release: string | undefined,
): Promise<boolean> {
  for (const name of ["init.scope", "system.slice"]) {
    const info = await files.stat(`${place}/${name}/cgroup.freeze`).catch(() => undefined);
    if (info !== undefined) return true;
  }
  return release === undefined || !isOlder(release, 5, 2);
}
