import type { Files } from "../host/types.ts";
import { readQuietly } from "./read_quietly.ts";

/** The running kernel, as in `6.1.0-18-amd64`; undefined where it does not say. */
export async function kernelRelease(files: Pick<Files, "read">): Promise<string | undefined> {
  return (await readQuietly(files, "/proc/sys/kernel/osrelease"))?.trim() || undefined;
}

/** Whether a release is older than `major.minor`; false for one that is not read as a number. */
export function isOlder(release: string, major: number, minor: number): boolean {
  const [, first, second] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  if (first === undefined) return false;
  return Number(first) < major || (Number(first) === major && Number(second) < minor);
}
