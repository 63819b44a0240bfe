import { FaultBoard, type Repetition } from "./board.ts";

/** What can go wrong with a watch that was let in. */
export type WatchFault =
  /** The stream ends, properly, after so many events (0). */
  | { kind: "ends"; afterEvents?: number }
  /** The connection is torn down after so many events (0). */
  | { kind: "reset"; afterEvents?: number }
  /** Headers, then nothing, ever. */
  | { kind: "silence" }
  /** The first event is an error: the resource version is too old. */
  | { kind: "gone" };

export interface WatchMatcher extends Repetition {
  /** A part of the path with its query. */
  path?: string;
}

/** The faults of watches that were let in. */
export class WatchFaults extends FaultBoard<WatchFault, WatchMatcher> {
  take(path: string): WatchFault | undefined {
    return this.strike((matcher) => path.includes(matcher.path ?? ""));
  }
}
