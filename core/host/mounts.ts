import { JoinError } from "../engine/errors.ts";
import { rootPrefix } from "./root_prefix.ts";
import type { Exec } from "./types.ts";

const UNMOUNT_MS = 30_000;
const TABLE = "/proc/self/mountinfo";

/** Mounts below `root`, as the kernel that we run on has them, whatever the root's own /proc says. */
export interface Mounts {
  /** Mount points at or below a path, deepest first, as the node knows them. */
  at(path: string): Promise<string[]>;
  /** @throws JoinError `command-failed` */
  unmount(path: string, signal: AbortSignal): Promise<void>;
}

export function createMounts(root: string, exec: Exec): Mounts {
  const prefix = rootPrefix(root);
  return {
    async at(path) {
      const top = await realPath(prefix + path);
      return (await readTable()).split("\n").map((line) => unescape(line.split(" ")[4] ?? ""))
        .filter((point) => point === top || point.startsWith(`${top}/`))
        .sort((a, b) => b.length - a.length)
        .map((point) => path + point.slice(top.length));
    },
    async unmount(path, signal) {
      const { code, stderr } = await exec.run("umount", [prefix + path], {
        timeoutMs: UNMOUNT_MS,
        signal,
      });
      if (code === 0) return;
      throw new JoinError("command-failed", `umount ${path} failed`, {
        cause: new Error(stderr.trim() || `exit code ${code}`),
      });
    },
  };
}

async function realPath(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return path;
    throw new JoinError("file-failed", `Cannot find out where ${path} is`, { cause });
  }
}

/** Not knowing is not "no mounts": whoever asks is about to remove what is there. */
async function readTable(): Promise<string> {
  try {
    const table = await Deno.readTextFile(TABLE);
    if (table.trim() !== "") return table;
    throw new Error("it is empty");
  } catch (cause) {
    throw new JoinError("file-failed", `Cannot read ${TABLE}, which lists the mounts`, {
      cause,
      hint: "mount /proc (in a chroot: `mount -t proc proc /proc`) and try again",
    });
  }
}

/** proc(5): spaces, tabs, line feeds and backslashes are written in octal. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(parseInt(code, 8)));
}
