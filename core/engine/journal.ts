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
    /** The state that it was in; of old versions, the kind of service manager. */
    before: string;
    /** Whether it was started at boot. */
    enabled?: boolean;
  }
  /** A setting of the kernel, as in `net.ipv4.ip_forward`. */
  | { kind: "sysctl"; name: string; before: string; after: string }
  /** A module of the kernel that was not loaded before. */
  | { kind: "module"; name: string }
  /** A swap device or file that was on, with its priority. */
  | { kind: "swap"; device: string; priority: number }
  | { kind: "request"; method: string; url: string };

/** What a join was for, and what of the kubelet's own was there before it. */
export interface JoinTarget {
  readonly nodeName: string;
  readonly server: string;
  readonly caPins: readonly string[];
  /** Paths that look like a kubelet's traces and are none of this join's. */
  readonly found: readonly string[];
}

/**
 * A line of the journal. `intent` is on the disk before the effect begins; `done` follows the effect. An
 * intent without its done means: look what is there. A run without an `end` was killed.
 */
export type JournalRecord =
  & { seq: number; time: string; run: string }
  & (
    | { state: "begin"; version: string; command?: string }
    | { state: "intent"; change: Change }
    | { state: "done"; of: number }
    | { state: "join"; target: JoinTarget }
    /** `joined`, or the code of the error that it ended with. */
    | { state: "end"; outcome: string }
    /** What these runs did was taken back. */
    | { state: "undone"; runs: readonly string[] }
  );

const KINDS = ["file", "service", "sysctl", "module", "swap", "request"];

/**
 * The records of a journal's text that count: not those of runs that were taken back. A line that a crash cut
 * short says nothing, nor does a state or a kind of change that only another version of this program knows.
 */
export function readJournal(text: string): JournalRecord[] {
  const all = text.split("\n").flatMap((line): JournalRecord[] => {
    try {
      const record = JSON.parse(line);
      return isRecord(record) ? [record] : [];
    } catch {
      return [];
    }
  });
  const undone = new Set(all.flatMap((record) => record.state === "undone" ? record.runs : []));
  return all.filter((record) => record.state !== "undone" && !undone.has(record.run));
}

// deno-lint-ignore no-explicit-any -- whatever JSON has brought
function isRecord(value: any): value is JournalRecord {
  switch (value?.state) {
    case "begin":
    case "done":
      return true;
    case "intent":
      return KINDS.includes(value.change?.kind);
    case "join":
      return typeof value.target?.nodeName === "string" && Array.isArray(value.target.caPins);
    case "end":
      return typeof value.outcome === "string";
    case "undone":
      return Array.isArray(value.runs);
    default:
      return false;
  }
}

/** The changes that were meant to be made, oldest first. */
export function changesOf(records: readonly JournalRecord[]): Change[] {
  return records.flatMap((record) => record.state === "intent" ? [record.change] : []);
}
