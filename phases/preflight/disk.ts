import type { JoinContext } from "../../core/context.ts";
import { untilAborted } from "../../core/engine/until_aborted.ts";
import type { DiskSpace, Files } from "../../core/host/types.ts";
import { mountOf, readMounts } from "../../core/node/mounts.ts";
import { PATHS } from "../../core/node/paths.ts";
import { isThere } from "../../core/node/read_quietly.ts";
import { storageRoots } from "../../core/node/storage_roots.ts";
import { type Check, error, type Finding, warning } from "./check.ts";

/** The kubelet's own thresholds for eviction (nodefs.available, imagefs.available, …inodesFree), in per cent. */
const NODE_FREE = 10;
const IMAGE_FREE = 15;
const INODES_FREE = 5;
/** Below this, in bytes, a few images fill it, whatever part of the whole it is. */
const LITTLE = 1 << 30;
/** Below this, in bytes, there is no place for the files of the join itself. */
const NOTHING = 16 << 20;

interface Place {
  readonly paths: string[];
  readonly wanted: number;
  readonly space: DiskSpace;
}

/** Room for what the kubelet, the pods and their images write. */
export const diskChecks: readonly Check[] = [
  {
    name: "DiskSpace",
    summary: "the disks of the kubelet, the images and the logs have room",
    group: "machine",
    run: async (ctx) => (await findPlaces(ctx)).flatMap(judgeSpace),
  },
  {
    name: "DiskInodes",
    summary: "the disks of the kubelet, the images and the logs can hold more files",
    group: "machine",
    run: async (ctx) => (await findPlaces(ctx)).flatMap(judgeInodes),
  },
];

function judgeSpace({ paths, wanted, space: { bytes, freeBytes } }: Place): Finding[] {
  const free = 100 * freeBytes / Math.max(1, bytes);
  const list = paths.join(", ");
  if (freeBytes < NOTHING && paths.some((path) => path === PATHS.kubelet)) {
    return [error(`The disk of ${list} is full: ${size(freeBytes)} are free`, room(list))];
  }
  if (free >= wanted && freeBytes >= LITTLE) return [];
  const text = `The disk of ${list} has ${Math.floor(free)}% free (${size(freeBytes)} of ${
    size(bytes)
  })`;
  return [
    free >= wanted
      ? warning(text, room(list))
      : warning(`${text}: below ${wanted}% the kubelet evicts pods`, room(list)),
  ];
}

function judgeInodes({ paths, space: { inodes, freeInodes } }: Place): Finding[] {
  if (inodes === 0 || 100 * freeInodes / inodes >= INODES_FREE) return [];
  const list = paths.join(", ");
  return [
    warning(
      `The disk of ${list} can hold ${freeInodes} more files (of ${inodes}): below ${INODES_FREE}% free inodes the kubelet evicts pods`,
      `\`du --inodes -x -d 3 ${paths[0]} | sort -n | tail\` shows where they are`,
    ),
  ];
}

/** Each file system once, with all that is on it. None where the mounts are not known. */
async function findPlaces({ host, signal }: JoinContext): Promise<Place[]> {
  const mounts = await readMounts(host.files);
  if (mounts.length === 0) return [];
  const roots = await storageRoots(host.files);
  const wanted = new Map([
    [PATHS.kubelet, NODE_FREE],
    ...roots.map((root): [string, number] => [root, IMAGE_FREE]),
    ["/var/log", NODE_FREE],
  ]);
  const points = Map.groupBy(wanted.keys(), (path) => mountOf(mounts, path)?.point);
  const places = await Promise.all([...points.values()].map(async (paths) => {
    const path = await existing(paths[0] ?? "/", host.files);
    // A file system of a server that is gone does not answer.
    const space = await untilAborted(host.local.diskSpace(path), signal);
    const most = Math.max(...paths.map((path) => wanted.get(path) ?? 0));
    return space === undefined || space.bytes === 0 ? [] : [{ paths, wanted: most, space }];
  }));
  return places.flat();
}

/** The path, or the lowest directory above it that is there. */
async function existing(path: string, files: Files): Promise<string> {
  if (path === "" || await isThere(files, path)) return path || "/";
  return await existing(path.slice(0, path.lastIndexOf("/")), files);
}

function room(list: string): string {
  return `make room, or put ${list} on a larger disk`;
}

function size(bytes: number): string {
  const gib = bytes / (1 << 30);
  return gib >= 1 ? `${gib.toFixed(1)} GiB` : `${Math.floor(bytes / (1 << 20))} MiB`;
}
