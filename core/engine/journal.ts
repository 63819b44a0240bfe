/** A file before or after a change; null where there was or will be none. */
export interface FileState {
  kind: "file" | "link" | "directory";
  mode?: number;
  sha256?: string;
  target?: string;
}

/** A change to machine or cluster, with what is needed to see whether it happened and to undo it. */
export type Change =
  | {
    kind: "file";
    path: string;
    before: FileState | null;
    after: FileState | null;
    /** Where the previous content was kept, unless it was a secret. */
    backup?: string;
  }
  | { kind: "service"; unit: string; action: "restart" | "stop"; before: string }
  | { kind: "request"; method: string; url: string };

/**
 * A line of the journal. `intent` is on the disk before the effect begins; `done` follows the effect. An
 * intent without its done means: look what is there.
 */
export type JournalRecord =
  | { seq: number; time: string; run: string; state: "begin"; version: string }
  | { seq: number; time: string; run: string; state: "intent"; change: Change }
  | { seq: number; time: string; run: string; state: "done"; of: number };
