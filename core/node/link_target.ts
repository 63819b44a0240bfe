import type { Files } from "../host/types.ts";

/** The file behind a link, or the path itself. The target is a path on the node, which need not be one here. */
export async function behindLink(
  path: string,
  files: Pick<Files, "linkTarget">,
): Promise<string> {
  const target = await files.linkTarget(path).catch(() => undefined) ?? path;
  return target.startsWith("/") ? target : path.replace(/[^/]*$/, target);
}
