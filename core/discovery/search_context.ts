import type { Clock, Https } from "../host/types.ts";

/** What the search for the cluster works with. */
export interface SearchContext {
  readonly https: Https;
  readonly clock: Pick<Clock, "now" | "elapsedMs" | "sleep">;
  readonly signal: AbortSignal;
  /** For how long in all, in ms. */
  readonly timeoutMs: number;
  /** What proposed the cluster, for messages: "the discovery file", or a plugin. */
  readonly source: string;
  waiting(what: string, reason: string): void;
  warn(text: string, hint: string): void;
}
