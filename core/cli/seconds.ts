import { formatDuration } from "../config/duration.ts";

/** A time that has passed, for people: as in `0.04s`, and from a minute on as Go writes it. */
export function formatSeconds(ms: number): string {
  return ms >= 60_000 ? formatDuration(Math.round(ms / 1000) * 1000) : `${(ms / 1000).toFixed(2)}s`;
}
