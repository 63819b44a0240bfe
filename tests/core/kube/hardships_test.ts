import assert from "node:assert/strict";
import { hardshipsText } from "../../../core/cli/hardships_text.ts";
import type { EventBody } from "../../../core/engine/events.ts";
import { watchHardships } from "../../../core/kube/hardships.ts";

Deno.test.sanitizer({ ops: true, resources: true });

type Request = EventBody & { kind: "request" };

/** What is said of these requests, each of which ended at the time before it, in ms. */
function livedThrough(...requests: [number, Partial<Request>][]) {
  let now = 0;
  const passedOn: EventBody[] = [];
  const watched = watchHardships((event) => passedOn.push(event), { elapsedMs: () => now });
  for (const [at, request] of requests) {
    now = at;
    watched.emit({ kind: "request", method: "GET", url: "https://x/", ms: 10, ...request });
  }
  assert.equal(passedOn.length, requests.length);
  return watched.summary();
}

Deno.test("watchHardships() has nothing to say of a smooth join, or of a refusal", () => {
  assert.equal(
    livedThrough([10, { status: 200 }], [20, { status: 403 }], [30, { status: 404 }]),
    undefined,
  );
  assert.equal(livedThrough([10, { error: "server-untrusted" }]), undefined);
  assert.equal(livedThrough([10, { dryRun: true }]), undefined);
});

Deno.test("watchHardships() measures from the first failure's beginning to the next answer", () => {
  const lived = livedThrough(
    [100, { status: 200 }],
    [5000, { error: "server-silent", ms: 3000 }],
    [6000, { error: "server-refused" }],
    [7000, { status: 503 }],
    [9000, { status: 200, ms: 50 }],
    [9500, { status: 429 }],
    [9800, { status: 201 }],
  );
  assert.deepEqual(lived, {
    failedRequests: 4,
    errors: { "server-silent": 1, "server-refused": 1, "status-503": 1, "status-429": 1 },
    outages: 2,
    longestOutageMs: 7000,
    slowestAnswerMs: 50,
  });
  assert.equal(
    hardshipsText(lived),
    "On the way, 4 requests failed (1 × server-silent, 1 × server-refused, 1 × status-503, " +
      "1 × status-429): the cluster was away 2 times, for 7.00s at most; the slowest answer took 0.05s.",
  );
});

Deno.test("watchHardships() counts from the break of a watch, not from its beginning", () => {
  const lived = livedThrough(
    [60_000, { error: "server-reset", ms: 60_000, broke: true }],
    [61_000, { status: 200 }],
  );
  assert.equal(lived?.longestOutageMs, 1000);
});

Deno.test("watchHardships() tells of an answer that was slow, where nothing failed", () => {
  const lived = livedThrough([9000, { status: 200, ms: 8200 }]);
  assert.ok(lived !== undefined);
  assert.equal(
    hardshipsText(lived),
    "On the way, no request failed; the slowest answer took 8.20s.",
  );
});
