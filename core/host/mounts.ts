import { JoinError } from "../engine/errors.ts";
import { rootPrefix } from "./root_prefix.ts";
import type { Exec } from "./types.ts";

const UNMOUNT_MS = 30_000;

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
      const top = await Deno.realPath(prefix + path).catch(() => prefix + path);
      const table = await Deno.readTextFile("/proc/self/mountinfo").catch(() => "");
      return table.split("\n").map((line) => unescape(line.split(" ")[4] ?? ""))
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

/** proc(5): spaces, tabs, line feeds and backslashes are written in octal. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(parseInt(code, 8)));
}
