import type { FileState, JournalRecord } from "../engine/journal.ts";
import type { Host } from "./types.ts";

/** What going back needs beyond a host: it reads the journal, and adds nothing to it. */
export interface Undo {
  /** What earlier runs wrote down, oldest first; empty without a journal. */
  journal(): Promise<JournalRecord[]>;
  /** Journals of what was undone already, by their paths. */
  retired(): Promise<string[]>;
  /** What is at a path; null for nothing. It follows no link. */
  state(path: string): Promise<FileState | null>;
  /** Takes the lock, before anything else is done. @throws JoinError `lock-held` */
  begin(): Promise<void>;
  /** Puts a kept copy back in its place, byte for byte and atomically. */
  restore(backup: string, path: string, mode: number): Promise<void>;
  /** Removes a directory if it is empty. @returns whether it is gone @throws JoinError `file-failed` */
  removeDirectory(path: string): Promise<boolean>;
  /**
   * Removes a file, a link or a whole directory. It follows no link, and does not touch a directory with a
   * mount in it.
   *
   * @returns the mount points that kept it from being removed, as the node knows them
   */
  removeTree(path: string): Promise<string[]>;
  /** Mount points below a directory, deepest first, as the node knows them. */
  mountsBelow(path: string): Promise<string[]>;
  /** @throws JoinError `command-failed`, as when it is busy */
  unmount(path: string, signal: AbortSignal): Promise<void>;
  /** Writes down that what these runs did was taken back. */
  forget(runs: readonly string[]): Promise<void>;
  /** Puts the journal aside when all of it is undone. @returns its new path, if there was one */
  retire(): Promise<string | undefined>;
}

/** The machine, for undoing what was done to it: what is changed through it is not journalled. */
export interface ResetHost extends Host {
  readonly undo: Undo;
}
