import type { Files } from "../host/types.ts";

/**
 * The link that leads to a path, if one of the directories above it is one. What lies behind a link is
 * somewhere else, and not ours to remove.
 */
export async function linkAbove(
  path: string,
  files: Pick<Files, "stat">,
): Promise<string | undefined> {
  const parts = path.split("/").filter((part) => part !== "");
  for (let depth = 1; depth < parts.length; depth++) {
    const above = `/${parts.slice(0, depth).join("/")}`;
    if ((await files.stat(above))?.kind === "link") return above;
  }
  return undefined;
}
