import { readJournal } from "../engine/journal.ts";
import { sha256 } from "./digest.ts";
import { STATE_DIRECTORY } from "./ledger.ts";
import type { Files } from "./types.ts";

/**
 * Whether the file at `path` is, byte for byte, what an earlier run wrote there last. A change that was begun
 * and not done may never have happened: then it is the one before it that counts.
 */
export async function isOurs(
  files: Pick<Files, "read" | "stat">,
  path: string,
): Promise<boolean> {
  const journal = await files.read(`${STATE_DIRECTORY}/journal.jsonl`);
  if (journal === undefined || (await files.stat(path))?.kind !== "file") return false;
  const found = sha256(await files.read(path) ?? "");
  const done = new Set<string>();
  for (const record of readJournal(journal).reverse()) {
    if (record.state === "done") done.add(`${record.run} ${record.of}`);
    if (record.state !== "intent") continue;
    const { change, run, seq } = record;
    if (change.kind !== "file" || change.path !== path) continue;
    if (change.after?.sha256 === found) return true;
    if (done.has(`${run} ${seq}`)) return false;
  }
  return false;
}
