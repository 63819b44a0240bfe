import { changesOf, type JournalRecord } from "../engine/journal.ts";

/** The paths at which the journal's runs left something. */
export function writtenPaths(records: readonly JournalRecord[]): Set<string> {
  return new Set(
    changesOf(records).flatMap((change) =>
      change.kind === "file" && change.after !== null ? [change.path] : []
    ),
  );
}
