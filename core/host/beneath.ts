import { constants, type FileHandle, open } from "node:fs/promises";

/** O_PATH of open(2): a hold on a place, which opens nothing. */
const HOLD = 0o10000000;

/** What stands in the way of a file: a link, or something else about it. */
export class Obstacle extends Error {
  readonly isLink: boolean;
  constructor(message: string, { isLink = false }: { isLink?: boolean } = {}) {
    super(message);
    this.isLink = isLink;
  }
}

/**
 * Reads a plain file below a place. Links are followed up to that place, and not below: each name is looked
 * up in the directory that is held, so that nobody can put a link there meanwhile.
 *
 * @param names of the directories and the file below `anchor`; none: `anchor` is the file
 * @throws Obstacle, and errors of node:fs
 */
export async function readBeneath(
  anchor: string,
  names: readonly string[],
  maxBytes: number,
): Promise<Uint8Array> {
  const held: FileHandle[] = [];
  async function hold(path: string, flags: number): Promise<FileHandle> {
    const handle = await open(path, flags);
    held.push(handle);
    return handle;
  }
  try {
    let here = await hold(anchor, HOLD);
    let path = anchor;
    for (const name of names) {
      path += `/${name}`;
      here = await hold(`/proc/self/fd/${here.fd}/${name}`, HOLD | constants.O_NOFOLLOW);
      if ((await here.stat()).isSymbolicLink()) {
        throw new Obstacle(`"${path}" is a link`, { isLink: true });
      }
    }
    const info = await here.stat();
    // A device or a pipe must not even be opened.
    if (!info.isFile()) throw new Obstacle("it is not a plain file");
    if (info.size > maxBytes) throw tooLarge(info.size, maxBytes);
    const file = await hold(`/proc/self/fd/${here.fd}`, constants.O_RDONLY);
    return await readAll(file, maxBytes);
  } finally {
    await Promise.allSettled(held.map((handle) => handle.close()));
  }
}

/** It may have grown since its size was looked at. */
async function readAll(file: FileHandle, maxBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(maxBytes + 1);
  let size = 0;
  while (size < bytes.length) {
    const { bytesRead } = await file.read(bytes, size, bytes.length - size, null);
    if (bytesRead === 0) return bytes.subarray(0, size);
    size += bytesRead;
  }
  throw tooLarge(size, maxBytes);
}

function tooLarge(bytes: number, maxBytes: number): Obstacle {
  return new Obstacle(`it has ${bytes} bytes, more than ${maxBytes}`);
}
