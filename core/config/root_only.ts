import type { Host } from "../host/types.ts";

/** Others may write here. */
const WRITABLE = 0o022;
/** Others may write here, but not rename or remove what is not theirs. */
const STICKY = 0o1000;

/**
 * Why a path may not be believed as root's own; undefined when it may. The file and every directory above
 * it must belong to root and be writable by root alone; a link is refused, since its target is somewhere
 * else. Owners and modes count only when we are root.
 */
export async function doubtAbout(
  path: string,
  { files, sandbox }: Pick<Host, "files" | "sandbox">,
): Promise<string | undefined> {
  const parts = path.split("/").slice(1).filter((part) => part !== "");
  for (let depth = parts.length; depth >= 0; depth--) {
    const place = `/${parts.slice(0, depth).join("/")}`;
    const last = depth === parts.length;
    const info = await files.stat(place);
    if (info === undefined) return `${place} does not exist`;
    if (info.kind === "link") return `${place} is a symbolic link`;
    if (!last && info.kind !== "directory") return `${place} is not a directory`;
    if (!sandbox.privileged) continue;
    const owner = await sandbox.files.owner(place);
    if (owner !== 0) return `${place} belongs to user ${owner}`;
    if ((info.mode & WRITABLE) !== 0 && (last || (info.mode & STICKY) === 0)) {
      return `${place} has mode ${
        info.mode.toString(8).padStart(4, "0")
      }, so that others may change it`;
    }
  }
  return undefined;
}
