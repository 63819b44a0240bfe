import assert from "node:assert/strict";
import { JoinError } from "../../../core/engine/errors.ts";
import { describeSkew, explainUntrusted, measureSkew } from "../../../core/node/clock_skew.ts";
import { certificatesOf } from "../../../core/trust/pem.ts";
import { createAuthority } from "../../support/pki.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const DAY = 86_400_000;
const authority = await createAuthority();
const serving = await authority.issue({
  commonName: "kube-apiserver",
  usage: "server",
  dns: ["kubernetes"],
  ip: ["10.0.0.1"],
});
const [peer] = certificatesOf(serving.certificatePem);

Deno.test.each([
  { ms: undefined, says: undefined },
  { ms: 0, says: undefined },
  { ms: 4999, says: undefined },
  { ms: -4999, says: undefined },
  { ms: 5000, says: "5s ahead of" },
  { ms: -3_600_400, says: "1h0m0s behind" },
])("describeSkew() says $says of $ms ms", ({ ms, says }) => {
  const said = describeSkew(ms)?.text;
  if (says === undefined) assert.equal(said, undefined);
  else assert.ok(said?.includes(says), said);
});

const AT = Date.parse("2026-01-02T03:04:05Z");
const answer = (receivedAt: number, date = new Date(AT).toUTCString()) => ({
  headers: { date },
  receivedAt: new Date(receivedAt),
});

Deno.test.each([
  // The server was in second 5 … 6 when it looked, and that was up to 400 ms ago.
  { receivedAt: AT, roundTripMs: 400, aheadMs: -700, withinMs: 700 },
  { receivedAt: AT + 700, roundTripMs: 400, aheadMs: 0, withinMs: 700 },
  { receivedAt: AT + 60_500, roundTripMs: 0, aheadMs: 60_000, withinMs: 500 },
])(
  "measureSkew() takes second and round trip into account: $aheadMs ± $withinMs",
  ({ receivedAt, roundTripMs, aheadMs, withinMs }) => {
    assert.deepEqual(measureSkew(answer(receivedAt), roundTripMs), { aheadMs, withinMs });
  },
);

Deno.test("measureSkew() measures nothing by a date that is none", () => {
  assert.equal(measureSkew(answer(AT, "yesterday"), 10), undefined);
});

Deno.test("describeSkew() says nothing of what may be all uncertainty", () => {
  assert.equal(describeSkew(6000, 1500), undefined);
  assert.match(describeSkew(-8000, 1500)?.text ?? "", /is 8s behind .* \(to within 1\.5 s\)$/);
});

function explained(
  code: "server-untrusted" | "server-name-mismatch" | "server-certificate-expired",
  now: Date,
  clockAheadMs?: number,
) {
  const error = explainUntrusted(new JoinError(code, "plain"), {
    peer,
    now,
    clockAheadMs,
    endpoint: "c:6443",
  });
  assert.ok(error instanceof JoinError);
  return error;
}

Deno.test("explainUntrusted() names the names that a certificate has", () => {
  const error = explained("server-name-mismatch", new Date());
  assert.match(error.message, /not for c:6443 but for: kubernetes, 10\.0\.0\.1/);
  assert.deepEqual(error.detail.names, ["kubernetes", "10.0.0.1"]);
});

Deno.test("explainUntrusted() leaves a certificate that is valid now to its plain cause", () => {
  assert.equal(explained("server-untrusted", new Date()).message, "plain");
});

Deno.test.each(
  [
    {
      code: "server-untrusted",
      off: 400 * DAY,
      ahead: 400 * DAY,
      is: "clock-off",
      says: /9600h0m0s ahead of/,
    },
    {
      code: "server-certificate-expired",
      off: 400 * DAY,
      ahead: 400 * DAY,
      is: "clock-off",
      says: /ended at.*ahead of/,
    },
    {
      code: "server-certificate-expired",
      off: -DAY,
      ahead: -DAY,
      is: "clock-off",
      says: /valid from.*24h0m0s behind/,
    },
    {
      code: "server-untrusted",
      off: 400 * DAY,
      ahead: 0,
      is: "server-certificate-expired",
      says: /ended at/,
    },
    {
      code: "server-untrusted",
      off: -DAY,
      ahead: undefined,
      is: "server-certificate-expired",
      says: /valid from/,
    },
  ] as const,
)(
  "explainUntrusted() makes $is of $code, with a clock $ahead ms ahead",
  ({ code, off, ahead, is, says }) => {
    const error = explained(code, new Date(Date.now() + off), ahead);
    assert.equal(error.code, is);
    assert.match(error.message, says);
  },
);

Deno.test("explainUntrusted() lets everything else by", () => {
  const facts = { peer, now: new Date(), clockAheadMs: 0, endpoint: "c" };
  const refused = new JoinError("server-refused", "x");
  assert.equal(explainUntrusted(refused, facts), refused);
  assert.equal(explainUntrusted("text", facts), "text");
  const untrusted = new JoinError("server-untrusted", "x");
  assert.equal(explainUntrusted(untrusted, { ...facts, peer: undefined }), untrusted);
  assert.equal(explainUntrusted(untrusted, { ...facts, peer: new Uint8Array([1, 2]) }), untrusted);
});
