import { JoinError } from "../engine/errors.ts";
import { readAtMost } from "./read_at_most.ts";
import type { Inputs } from "./types.ts";

/** No kubeconfig and no bundle comes near it. */
const MOST_BYTES = 1 << 20;

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
  };
}

function unreadable(path: string, why: string): JoinError {
  return new JoinError("file-failed", `Cannot read ${path}: ${why}`, {
    hint: "name the file itself",
  });
}
