import type { ErrorCode } from "../engine/error_codes.ts";
import type { JoinError } from "../engine/errors.ts";

/** Failures that pass by themselves: worth another try of anything that may be done twice. */
const TRANSIENT: readonly ErrorCode[] = [
  "server-name-unknown",
  "server-refused",
  "server-unreachable",
  "server-silent",
  "server-reset",
  "server-error",
];

const FIRST_MS = 250;
const LONGEST_MS = 5000;

export function isTransient(error: JoinError): boolean {
  return TRANSIENT.includes(error.code);
}

/**
 * How long to wait before the next try: what the server asks for, else twice as long each time.
 *
 * @returns ms, at most 60 s
 */
export function backoff(error: JoinError, tries: number): number {
  const asked = error.detail.retryAfterMs;
  if (typeof asked === "number") return Math.min(Math.max(asked, FIRST_MS), 60_000);
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1));
}
