import type { Emit } from "../engine/events.ts";
import { readJournal } from "../engine/journal.ts";
import { JoinError } from "../engine/errors.ts";
import { copySynced } from "./copy.ts";
import { stateOf } from "./journaled.ts";
import { JOURNAL } from "./journal.ts";
import { STATE_DIRECTORY } from "./ledger.ts";
import type { Mounts } from "./mounts.ts";
import { rootPrefix } from "./root_prefix.ts";
import type { Files, Undo } from "./types.ts";

export interface UndoParts {
  root: string;
  files: Files;
  mounts: Mounts;
  emit: Emit;
  /** Takes the lock. */
  begin(): Promise<void>;
}

/** Going back on the real machine. */
export function createUndo({ root, files, mounts, emit, begin }: UndoParts): Undo {
  const prefix = rootPrefix(root);

  return {
    begin,
    journal: async () => readJournal(await files.read(JOURNAL) ?? ""),
    retired: () => retired(files),
    state: (path) => stateOf(files, path),
    async restore(backup, path, mode) {
      await changing(`restore ${path}`, () => copySynced(prefix + backup, prefix + path, mode));
      emit({ kind: "file", action: "replace", path, mode });
    },
    async removeDirectory(path) {
      try {
        await Deno.remove(prefix + path);
      } catch (cause) {
        if (await files.stat(path) === undefined) return true;
        if (isInUse(cause)) return false;
        throw new JoinError("file-failed", `Cannot remove ${path}`, { cause });
      }
      emit({ kind: "file", action: "remove", path });
      return true;
    },
    async removeTree(path) {
      const info = await files.stat(path);
      if (info === undefined) return [];
      const below = info.kind === "directory" ? await mounts.at(path) : [];
      if (below.length > 0) return below;
      // It opens directory after directory and follows no link, even one that is put there meanwhile.
      await changing(`remove ${path}`, () => Deno.remove(prefix + path, { recursive: true }));
      emit({ kind: "file", action: "remove", path });
      return [];
    },
    mountsBelow: async (path) => (await mounts.at(path)).filter((point) => point !== path),
    async unmount(path, signal) {
      await mounts.unmount(path, signal);
      emit({ kind: "kernel", action: "unmount", what: path });
    },
    async forget(runs) {
      const record = { seq: 0, time: new Date().toISOString(), run: "", state: "undone", runs };
      await changing(`write ${JOURNAL}`, async () => {
        using file = await Deno.open(prefix + JOURNAL, { append: true });
        // A line of its own, also behind one that a crash cut short.
        await file.write(new TextEncoder().encode(`\n${JSON.stringify(record)}\n`));
        await file.sync();
      });
    },
    async retire() {
      if (await files.stat(JOURNAL) === undefined) return undefined;
      const path = await freeName(files, new Date());
      await changing(`rename ${JOURNAL}`, () => Deno.rename(prefix + JOURNAL, prefix + path));
      return path;
    },
  };
}

async function retired(files: Files): Promise<string[]> {
  return (await files.list(STATE_DIRECTORY)).filter((name) => /^journal-.*\.jsonl$/.test(name))
    .map((name) => `${STATE_DIRECTORY}/${name}`);
}

/** By the day; by the second where there is one of that day already. */
export async function freeName(files: Files, now: Date): Promise<string> {
  const [day = "", time = ""] = now.toISOString().split(/[T.]/);
  const path = `${STATE_DIRECTORY}/journal-${day}.jsonl`;
  if (await files.stat(path) === undefined) return path;
  return `${STATE_DIRECTORY}/journal-${day}T${time.replaceAll(":", "")}.jsonl`;
}

/** Something is in it, or mounted there. */
function isInUse(error: unknown): boolean {
  return error instanceof Error && "code" in error &&
    ["ENOTEMPTY", "EEXIST", "EBUSY"].includes(String(error.code));
}

async function changing(what: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (cause) {
    throw new JoinError("file-failed", `Cannot ${what}`, { cause });
  }
}
