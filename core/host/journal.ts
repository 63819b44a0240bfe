import { readJournal } from "../engine/journal.ts";
import { type Ledger, STATE_DIRECTORY } from "./ledger.ts";
import { refuseHeldLock } from "./lock.ts";
import { rootPrefix } from "./root_prefix.ts";
import type { Files, Journal } from "./types.ts";

/** Where what was done is written down. */
export const JOURNAL = `${STATE_DIRECTORY}/journal.jsonl`;

/** The journal for a look at a machine: nothing is added to it. */
export function readOnlyJournal(root: string, files: Pick<Files, "read">): Journal {
  const nothing = () => Promise.resolve();
  return {
    records: async () => readJournal(await files.read(JOURNAL) ?? ""),
    run: "",
    used: false,
    refuseHeld: () => refuseHeldLock(`${rootPrefix(root)}${STATE_DIRECTORY}/lock`),
    join: nothing,
    end: nothing,
    close() {},
  };
}

/** The same, and what it is told is written into a ledger. */
export function writtenJournal(journal: Journal, ledger: Ledger): Journal {
  return {
    ...journal,
    run: ledger.run,
    get used() {
      return ledger.used;
    },
    join: (target) => ledger.note({ state: "join", target }),
    end: (outcome) => ledger.note({ state: "end", outcome }),
    close: () => ledger.close(),
  };
}
