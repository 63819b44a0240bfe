import { type JournalRecord, readJournal } from "../engine/journal.ts";
import { readQuietly } from "../node/read_quietly.ts";
import type { SectionReport, StatusSection } from "./section.ts";

const JOURNAL = "/var/lib/kubeworker/journal.jsonl";

/** What kubeworker itself did here last, and whether it came to its end. */
export const joinSection: StatusSection = {
  name: "join",
  summary: "what kubeworker did here last, by its journal",

  async look({ host }): Promise<SectionReport> {
    const text = await readQuietly(host.files, JOURNAL);
    const records = readJournal(text ?? "");
    const begin = records.findLast((one) => one.state === "begin");
    if (begin === undefined) {
      return {
        facts: { journal: false },
        lines: [["by", "no journal of kubeworker"]],
        problems: [],
      };
    }
    const inFlight = openIntents(records, begin.run);
    const changes = records.filter(({ run, state }) => run === begin.run && state === "intent");
    return {
      facts: {
        journal: true,
        begun: begin.time,
        version: begin.version,
        changes: changes.length,
        inFlight: inFlight.length,
      },
      lines: [["by", `kubeworker ${begin.version}, ${begin.time}, ${changes.length} changes`]],
      problems: inFlight.length === 0 ? [] : [{
        level: "warning",
        text: "The last run of kubeworker was ended in the middle of a change",
        hint: "run the same line again: it goes on from there",
      }],
    };
  },
};

/** Changes of a run that were begun, and of which nobody wrote that they are done. */
function openIntents(records: readonly JournalRecord[], run: string): JournalRecord[] {
  const own = records.filter((record) => record.run === run);
  const done = new Set(own.flatMap((record) => record.state === "done" ? [record.of] : []));
  return own.filter((record) => record.state === "intent" && !done.has(record.seq));
}
