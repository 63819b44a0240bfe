import type { Files } from "../host/types.ts";
import { readQuietly } from "./read_quietly.ts";

export interface Mount {
  readonly point: string;
  /** Of the mount and of its file system, as in `ro` and `noexec`. */
  readonly options: readonly string[];
  /** What is mounted below it is seen elsewhere, too. */
  readonly shared: boolean;
  readonly type: string;
}

/** What is mounted, the lower one first. Empty where the kernel does not say. @see proc_pid_mountinfo(5) */
export async function readMounts(files: Pick<Files, "read">): Promise<Mount[]> {
  const text = await readQuietly(files, "/proc/self/mountinfo") ?? "";
  return text.split("\n").flatMap((line) => {
    const [before = "", after = ""] = line.split(" - ");
    const [, , , , point, options = "", ...tags] = before.split(" ");
    if (point === undefined) return [];
    const [type = "", , superOptions = ""] = after.split(" ");
    return [{
      point: point.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8))),
      options: [...options.split(","), ...superOptions.split(",")],
      shared: tags.some((tag) => tag.startsWith("shared:")),
      type,
    }];
  });
}

/** The mount that holds a path, whether or not the path is there. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  return mounts.filter(({ point }) =>
    point === "/" || path === point || path.startsWith(`${point}/`)
  ).reduce<Mount | undefined>(
    // Of two at the same place, the later one covers the earlier one.
    (best, mount) => best === undefined || mount.point.length >= best.point.length ? mount : best,
    undefined,
  );
}
