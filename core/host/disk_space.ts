// Not loaded when needed: with QuickJS, two import() at a time may see it before it is ready (deno 2.9.5).
import { statfs } from "node:fs/promises";
import type { DiskSpace } from "./types.ts";

/**
 * Asks the file system that holds a path, by statfs(2).
 *
 * @param path must exist
 * @returns undefined where the system does not say
 */
export async function diskSpace(path: string): Promise<DiskSpace | undefined> {
  try {
    const { bsize, blocks, bavail, files, ffree } = await statfs(path);
    return { bytes: blocks * bsize, freeBytes: bavail * bsize, inodes: files, freeInodes: ffree };
  } catch {
    return undefined;
  }
}
