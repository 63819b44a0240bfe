import { X509Certificate } from "node:crypto";
import { formatDuration } from "../config/duration.ts";
import type { ErrorCode } from "../engine/error_codes.ts";
import { JoinError } from "../engine/errors.ts";
import type { HttpsResponse } from "../host/types.ts";

/** Below this, nothing depends on it: Date has whole seconds, and answers take their time. */
const TOLERATED_MS = 5000;

/** What this machine's clock is ahead of a server's, in ms, by an answer's Date (RFC 9110 §6.6.1). */
export function clockAheadOf(
  response: Pick<HttpsResponse, "headers" | "receivedAt">,
): number | undefined {
  const at = Date.parse(response.headers.date ?? "");
  return Number.isNaN(at) ? undefined : response.receivedAt.getTime() - at;
}

/**
 * The same with what cannot be known: where in its second the server was, and when between request and
 * answer it looked at its clock.
 *
 * @param roundTripMs from the request's begin to the answer
 */
export function measureSkew(
  response: Pick<HttpsResponse, "headers" | "receivedAt">,
  roundTripMs: number,
): { aheadMs: number; withinMs: number } | undefined {
  const most = clockAheadOf(response);
  const withinMs = (1000 + roundTripMs) / 2;
  return most === undefined ? undefined : { aheadMs: most - withinMs, withinMs };
}

/** Words for a clock difference that is worth some, whatever of it is not certain. */
export function describeSkew(
  aheadMs: number | undefined,
  withinMs?: number,
): { text: string; hint: string } | undefined {
  if (aheadMs === undefined || Math.abs(aheadMs) - (withinMs ?? 0) < TOLERATED_MS) return undefined;
  const within = withinMs === undefined ? "" : ` (to within ${(withinMs / 1000).toFixed(1)} s)`;
  return {
    text: `This machine's clock is ${formatSkew(aheadMs)} the API server's${within}`,
    hint: "tokens and certificates depend on it: `timedatectl set-ntp true`",
  };
}

const EXPLAINED: readonly ErrorCode[] = [
  "server-untrusted",
  "server-certificate-expired",
  "server-name-mismatch",
];

export interface UntrustedFacts {
  /** The certificate that the server showed when nobody checked. */
  peer: Uint8Array | undefined;
  now: Date;
  clockAheadMs: number | undefined;
  endpoint: string;
}

/**
 * TLS says only that a certificate does not verify. This finds out why: past its end, not valid yet, or a
 * clock that is off; and which names it has, where the name is what does not fit.
 */
export function explainUntrusted(error: unknown, facts: UntrustedFacts): unknown {
  if (!(error instanceof JoinError) || facts.peer === undefined) return error;
  if (!EXPLAINED.includes(error.code)) return error;
  const shown = read(facts.peer);
  if (shown === undefined) return error;
  if (error.code === "server-name-mismatch") {
    const names = (shown.subjectAltName ?? "none").replaceAll("IP Address:", "").replaceAll(
      "DNS:",
      "",
    );
    return new JoinError(
      "server-name-mismatch",
      `The API server's certificate is not for ${facts.endpoint} but for: ${names}`,
      { cause: error.cause, detail: { names: names.split(", ") } },
    );
  }
  const from = new Date(shown.validFrom);
  const to = new Date(shown.validTo);
  if (facts.now >= from && facts.now <= to) return error;
  const when = facts.now < from
    ? `is valid from ${from.toISOString()} on`
    : `ended at ${to.toISOString()}`;
  const server = new Date(facts.now.getTime() - (facts.clockAheadMs ?? 0));
  if (facts.clockAheadMs !== undefined && server >= from && server <= to) {
    return new JoinError(
      "clock-off",
      `The API server's certificate ${when}, and this machine's clock is ${
        formatSkew(facts.clockAheadMs)
      } the server's`,
      { cause: error.cause, detail: { clockAheadMs: facts.clockAheadMs } },
    );
  }
  return new JoinError(
    "server-certificate-expired",
    `The API server's certificate ${when}; this machine's time is ${facts.now.toISOString()}`,
    { cause: error.cause },
  );
}

function formatSkew(aheadMs: number): string {
  const rounded = Math.round(Math.abs(aheadMs) / 1000) * 1000;
  return `${formatDuration(rounded)} ${aheadMs > 0 ? "ahead of" : "behind"}`;
}

function read(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}
