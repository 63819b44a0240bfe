import { changesOf, readJournal } from "../engine/journal.ts";
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
  const last = changesOf(readJournal(journal)).findLast((change) =>
    change.kind === "file" && change.path === path
  );
  return last?.kind === "file" && last.after?.sha256 === sha256(await files.read(path) ?? "");
}
