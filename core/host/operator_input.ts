import { JoinError } from "../engine/errors.ts";
import { readAtMost } from "./read_at_most.ts";

/**
 * What the operator names on the command line: a file, from where the program was started, or `-` for
 * standard input. A pipe will do, as of `<(…)`.
 *
 * @throws JoinError `input-unreadable`
 */
export async function readInput(name: string, maxBytes: number): Promise<Uint8Array> {
  if (name === "-") return await collect(Deno.stdin.readable, "standard input", maxBytes);
  try {
    const info = await Deno.stat(name);
    if (info.isDirectory) throw unreadable(name, "it is a directory", "name a file in it");
    const file = await Deno.open(name);
    return await collect(file.readable, `"${name}"`, maxBytes);
  } catch (cause) {
    if (cause instanceof JoinError) throw cause;
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) {
      throw unreadable(name, "there is no such file", undefined, cause);
    }
    if (cause instanceof Deno.errors.PermissionDenied) {
      throw unreadable(name, "this user may not read it", "run the command as root", cause);
    }
    throw unreadable(name, "reading it failed", undefined, cause);
  }
}

/** Others may read it. */
const OTHERS_READ = 0o044;

/**
 * Who else may read a file that holds a secret: `others` by its mode, or the user that it belongs to, where
 * that is neither root nor the caller. Of pipes and of standard input nothing is known.
 */
export async function otherReaders(name: string): Promise<"others" | number | undefined> {
  if (name === "-") return undefined;
  const info = await Deno.stat(name).catch(() => undefined);
  if (info === undefined || !info.isFile || info.mode === null) return undefined;
  if ((info.mode & OTHERS_READ) !== 0) return "others";
  const { uid } = info;
  return uid === null || uid === 0 || uid === Deno.uid() ? undefined : uid;
}

async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  what: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const bytes = await readAtMost(stream, maxBytes);
  if (bytes !== undefined) return bytes;
  throw new JoinError(
    "input-unreadable",
    `Cannot use ${what}: it has more than ${maxBytes >> 10} KiB`,
    { hint: "is it the right file?" },
  );
}

function unreadable(name: string, why: string, hint?: string, cause?: unknown): JoinError {
  return new JoinError("input-unreadable", `Cannot read "${name}": ${why}`, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}
