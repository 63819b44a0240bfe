import { JoinError } from "../engine/errors.ts";
import { readAtMost } from "./read_at_most.ts";
import type { InputDirectory, Inputs } from "./types.ts";

/** No kubeconfig and no bundle comes near it. */
const MOST_BYTES = 1 << 20;
/** More than anybody keeps beside each other by hand. */
const MOST_ENTRIES = 1000;

/** Files that the operator names: never below the root, they are where the operator is. */
export function createInputs(): Inputs {
  return {
    async read(path) {
      try {
        // To open one waits for a writer, and nothing interrupts that.
        const { isFifo } = await Deno.stat(path);
        if (isFifo && !path.startsWith("/dev/")) throw unreadable(path, "it is a named pipe");
        // Opened once: what is measured is what is read.
        using file = await Deno.open(path, { read: true });
        const info = await file.stat();
        if (info.isDirectory) throw unreadable(path, "it is a directory");
        const bytes = await readAtMost(file.readable, MOST_BYTES);
        if (bytes === undefined) throw unreadable(path, "it has more than 1 MiB");
        const text = new TextDecoder().decode(bytes);
        return { path, text, mode: (info.mode ?? 0) & 0o7777 };
      } catch (cause) {
        if (cause instanceof JoinError) throw cause;
        if (cause instanceof Deno.errors.NotFound) return undefined;
        throw new JoinError("file-failed", `Cannot read ${path}`, { cause });
      }
    },

    async list(path) {
      try {
        const { isDirectory, mode } = await Deno.stat(path);
        if (!isDirectory) throw unreadable(path, "it is not a directory", "name a directory");
        const entries: InputDirectory["entries"][number][] = [];
        for await (const entry of Deno.readDir(path)) {
          if (entries.length === MOST_ENTRIES) {
            throw unreadable(path, `it has more than ${MOST_ENTRIES} entries`);
          }
          entries.push({ name: entry.name, kind: await kindOf(entry, `${path}/${entry.name}`) });
        }
        entries.sort((a, b) => a.name < b.name ? -1 : 1);
        return { mode: (mode ?? 0) & 0o7777, entries };
      } catch (cause) {
        if (cause instanceof JoinError) throw cause;
        if (cause instanceof Deno.errors.NotFound) return undefined;
        throw new JoinError("file-failed", `Cannot list ${path}`, { cause });
      }
    },
  };
}

async function kindOf(
  entry: Deno.DirEntry,
  path: string,
): Promise<InputDirectory["entries"][number]["kind"]> {
  if (!entry.isSymlink) return entry.isDirectory ? "directory" : "file";
  const target = await Deno.stat(path).catch(() => undefined);
  return target === undefined ? "dangling" : target.isDirectory ? "linked-directory" : "file";
}

function unreadable(path: string, why: string, hint = "name the file itself"): JoinError {
  return new JoinError("file-failed", `Cannot read ${path}: ${why}`, { hint });
}
