import type { Files } from "../host/types.ts";

/**
 * The text of a file of the kernel or of another program; undefined if it is not there or cannot be read.
 * For looks at a machine that must not fail because of what they look at.
 */
export async function readQuietly(
  files: Pick<Files, "read">,
  path: string,
): Promise<string | undefined> {
  return await files.read(path).catch(() => undefined);
}

/** A file that holds one whole number; undefined where it does not. */
export async function readNumber(
  files: Pick<Files, "read">,
  path: string,
): Promise<number | undefined> {
  const text = (await readQuietly(files, path))?.trim() ?? "";
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** The names in a directory; none where it is not there or cannot be read. */
export async function listQuietly(files: Pick<Files, "list">, path: string): Promise<string[]> {
  try {
    return await files.list(path);
  } catch {
    return [];
  }
}

/** Whether something is there, as far as that can be seen. */
export async function isThere(files: Pick<Files, "stat">, path: string): Promise<boolean> {
  return await files.stat(path).catch(() => undefined) !== undefined;
}
