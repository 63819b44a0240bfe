import type { ClockFindings } from "./findings.ts";

/** An answer's Date, and when by this machine's clock it can have been written. */
export interface DateSample {
  /** The header, as it came. */
  readonly date: string | undefined;
  readonly askedAt: Date;
  readonly receivedAt: Date;
}

/** What a Date header leaves out, in ms: it has whole seconds (RFC 9110 §5.6.7). */
const SECOND = 1000;

/**
 * What this machine's clock is ahead of the server's. An answer that says D was written between D and a second
 * later, and between question and receipt: that bounds the difference. Several answers narrow it.
 *
 * @returns undefined when no answer has a date
 */
export function clockDifference(samples: readonly DateSample[]): ClockFindings | undefined {
  let low = -Infinity;
  let high = Infinity;
  for (const { date, askedAt, receivedAt } of samples) {
    const at = Date.parse(date ?? "");
    if (Number.isNaN(at)) continue;
    const [least, most] = [askedAt.getTime() - at - SECOND, receivedAt.getTime() - at];
    const agrees = least <= high && most >= low;
    // A clock was set meanwhile, or several servers answer: the latest counts.
    low = agrees ? Math.max(low, least) : least;
    high = agrees ? Math.min(high, most) : most;
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) return undefined;
  return {
    aheadMs: Math.round((low + high) / 2),
    uncertaintyMs: Math.ceil((high - low) / 2),
  };
}
