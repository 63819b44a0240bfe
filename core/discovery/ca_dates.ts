import { X509Certificate } from "node:crypto";
import { JoinError } from "../engine/errors.ts";
import { describeSkew } from "../node/clock_skew.ts";
import type { TrustedCa } from "../trust/ca.ts";

/**
 * Makes sure that one of the CA's certificates is valid now: our TLS library does not look, but the kubelet's
 * does, and would refuse the cluster for ever.
 *
 * @param clockAheadMs what this machine's clock is ahead of the cluster's, where it was seen
 * @throws JoinError `ca-expired`, or `clock-off` if it is valid by the cluster's own clock
 */
export function requireCurrentCa(
  { certificates }: TrustedCa,
  now: Date,
  clockAheadMs: number | undefined,
): void {
  const spans = certificates.map((der) => spanOf(new X509Certificate(der)));
  if (spans.some((span) => isIn(span, now))) return;
  const [span] = spans;
  if (span === undefined) return;
  const when = now < span.from
    ? `is valid from ${span.from.toISOString()} on`
    : `ended at ${span.until.toISOString()}`;
  const there = new Date(now.getTime() - (clockAheadMs ?? 0));
  const skew = describeSkew(clockAheadMs);
  if (skew !== undefined && spans.some((one) => isIn(one, there))) {
    throw new JoinError("clock-off", `The cluster's CA ${when}. ${skew.text}`, {
      detail: { clockAheadMs },
    });
  }
  throw new JoinError(
    "ca-expired",
    `The cluster's CA ${when}; this machine's time is ${now.toISOString()}`,
  );
}

interface Span {
  readonly from: Date;
  readonly until: Date;
}

function spanOf({ validFrom, validTo }: X509Certificate): Span {
  return { from: new Date(validFrom), until: new Date(validTo) };
}

function isIn({ from, until }: Span, time: Date): boolean {
  return time >= from && time <= until;
}
