import type { ErrorCode } from "../engine/error_codes.ts";
import type { JoinError } from "../engine/errors.ts";

/** Failures that pass by themselves: worth another try of anything that may be done twice. */
export const PASSING: readonly ErrorCode[] = [
  "server-name-unknown",
  "server-refused",
  "server-unreachable",
  "server-silent",
  "server-reset",
  "server-error",
];

const FIRST_MS = 150;
const LONGEST_MS = 5000;
const LONGEST_ASKED_MS = 60_000;
/** Those that a server sends away together come back spread over so much time. */
const SPREAD_MS = 1000;

/** Whether it passes: by its kind, or as a refusal of a server that is still waking up (see `createApi`). */
export function isTransient({ code, detail }: JoinError): boolean {
  return PASSING.includes(code) || detail.settling === true;
}

/** The pauses of one row of tries. */
export interface Backoff {
  /** How long to wait after this failure, in ms, at most 61 s. */
  after(error: JoinError): number;
  /** It went well for a while: the next pause is a short one again. */
  reset(): void;
}

/**
 * Pauses that grow, and that no two machines have in common: each is between the shortest and three times
 * the last ("decorrelated jitter"). Where the server says when to come back, it is that, and a little more.
 *
 * @param random gives numbers from 0 up to 1
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function createBackoff(random: () => number = Math.random): Backoff {
  let last = FIRST_MS;
  return {
    after({ detail: { retryAfterMs: asked } }) {
      if (typeof asked === "number") {
        const wanted = Math.min(Math.max(asked, FIRST_MS), LONGEST_ASKED_MS);
        return wanted + random() * Math.min(wanted, SPREAD_MS);
      }
      last = Math.min(LONGEST_MS, FIRST_MS + random() * (3 * last - FIRST_MS));
      return last;
    },
    reset() {
      last = FIRST_MS;
    },
  };
}
