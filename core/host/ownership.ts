import { readJournal } from "../engine/journal.ts";
import { sha256 } from "./digest.ts";
import { STATE_DIRECTORY } from "./ledger.ts";
import type { Files } from "./types.ts";

/** Whether the file at `path` is, byte for byte, what an earlier run wrote there last. */
export async function isOurs(
  files: Pick<Files, "read" | "stat">,
  path: string,
): Promise<boolean> {
  const journal = await files.read(`${STATE_DIRECTORY}/journal.jsonl`);
  if (journal === undefined || (await files.stat(path))?.kind !== "file") return false;
  const last = readJournal(journal).findLast((record) =>
    record.state === "intent" && record.change.kind === "file" && record.change.path === path
  );
  if (last?.state !== "intent" || last.change.kind !== "file") return false;
  return last.change.after?.sha256 === sha256(await files.read(path) ?? "");
}
