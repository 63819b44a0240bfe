/** A file before or after a change; null where there was or will be none. */
export interface FileState {
  kind: "file" | "link" | "directory";
  mode?: number;
  sha256?: string;
  target?: string;
}

/** A change to a file. */
export interface FileRecord {
  kind: "file";
  path: string;
  before: FileState | null;
  after: FileState | null;
  /** Where the previous content was kept, unless it was a secret. */
  backup?: string;
}

/** A change to machine or cluster, with what is needed to see whether it happened and to undo it. */
export type Change =
  | FileRecord
  | {
    kind: "service";
    unit: string;
    action: "restart" | "start" | "stop" | "enable" | "disable";
    before: string;
  }
  /** A setting of the kernel, as in `net.ipv4.ip_forward`. */
  | { kind: "sysctl"; name: string; before: string; after: string }
  /** A module of the kernel that was not loaded before. */
  | { kind: "module"; name: string }
  /** A swap device or file that was on, with its priority. */
  | { kind: "swap"; device: string; priority: number }
  | { kind: "request"; method: string; url: string };

/**
 * A line of the journal. `intent` is on the disk before the effect begins; `done` follows the effect. An
 * intent without its done means: look what is there.
 */
export type JournalRecord =
  | { seq: number; time: string; run: string; state: "begin"; version: string }
  | { seq: number; time: string; run: string; state: "intent"; change: Change }
  | { seq: number; time: string; run: string; state: "done"; of: number };

/** The records of a journal's text. A line that was cut short by a crash says nothing. */
export function readJournal(text: string): JournalRecord[] {
  return text.split("\n").flatMap((line): JournalRecord[] => {
    try {
      const record = JSON.parse(line);
      return typeof record === "object" && record !== null ? [record] : [];
    } catch {
      return [];
    }
  });
}
