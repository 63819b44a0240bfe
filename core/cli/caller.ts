import type { Sink } from "./output.ts";

/** Who runs a command line: what was typed, what can be read, and where to write. */
export interface Caller extends Sink {
  readonly args: readonly string[];
  /** A file by its path, or standard input for `-`. @throws JoinError `input-unreadable` */
  readInput(name: string, maxBytes: number): Promise<Uint8Array>;
  /** Who beside root and the caller may read a file: everybody, or the user that it belongs to. */
  otherReaders(name: string): Promise<"others" | number | undefined>;
  env(name: string): string | undefined;
  interruption(): AbortSignal;
}
