import { Obstacle, readBeneath } from "./beneath.ts";
import type { ReadReply } from "./sandbox_frames.ts";
import type { SandboxPermissions } from "./types.ts";

const MOST_FILES = 64;
const MOST_BYTES = 1 << 20;
const MOST_IN_ALL = 4 << 20;
/** PATH_MAX of Linux. */
const LONGEST_PATH = 4096;

/**
 * Reads files for a plugin, of which its own user may know nothing: with our rights, but below what it is
 * allowed to read alone. For one run; the files and bytes of it are counted.
 */
export function createReads(
  { read, grants = read }: SandboxPermissions,
): (path: string) => Promise<ReadReply> {
  let files = 0;
  let bytes = 0;
  return async (path) => {
    const shown = path.slice(0, 200);
    const grant = grants.filter((entry) => covers(entry, path))
      .reduce((longest, entry) => entry.length > longest.length ? entry : longest, "");
    function fail(why: string, hint?: string): ReadReply {
      return { error: "Error", message: `Cannot read "${shown}": ${why}`, hint };
    }
    if (++files > MOST_FILES) return fail(`a plugin may ask for ${MOST_FILES} files`);
    if (!isPlain(path)) {
      return refuse(
        `Requires read access to "${shown}", which is not an absolute path in one spelling`,
      );
    }
    if (grant === "" || !read.some((entry) => covers(entry, path))) {
      return refuse(`Requires read access to "${shown}"`);
    }
    // What is there tells about the process that looks: us.
    if (covers("/proc", path)) return fail("nothing of /proc is read for a plugin");
    try {
      const names = path.slice(grant.length).split("/").filter((name) => name !== "");
      const content = await readBeneath(grant, names, Math.min(MOST_BYTES, MOST_IN_ALL - bytes));
      bytes += content.length;
      // As Deno.readTextFile does it: a BOM stays.
      return { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(content) };
    } catch (error) {
      if (error instanceof Obstacle) {
        if (!error.isLink) return fail(error.message);
        return refuse(
          `Requires read access to "${shown}": ${error.message}, which read=${grant} does not cover`,
          "put the file itself there, or grant the path that the link leads to",
        );
      }
      const { code = "unknown error" } = Object(error);
      if (code !== "ENOENT" && code !== "ENOTDIR") return fail(String(code));
      return { error: "NotFound", message: `There is no file "${shown}"` };
    }
  };
}

function refuse(message: string, hint?: string): ReadReply {
  return { error: "NotCapable", message, hint };
}

/** Component by component: `/a/b` covers `/a/b/c`, but not `/a/bc`. */
function covers(entry: string, path: string): boolean {
  return path === entry || path.startsWith(`${entry}/`);
}

function isPlain(path: string): boolean {
  return path.length <= LONGEST_PATH && /^(\/[^/\0]+)+$/.test(path) &&
    !path.split("/").some((name) => name === "." || name === "..");
}
