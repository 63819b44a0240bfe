import assert from "node:assert/strict";
import fc from "fast-check";
import { JoinError } from "../../../core/engine/errors.ts";
import { ConfigMap, Node, readObject, readStatus } from "../../../core/kube/objects.ts";
import { statusError } from "../../../core/kube/status_error.ts";
import { createBackoff, isTransient } from "../../../core/kube/transient.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const status = (message: string) => JSON.stringify({ kind: "Status", message, code: 1 });

Deno.test.each([
  { code: 401, text: status("Unauthorized"), is: "token-rejected", says: "Unauthorized" },
  { code: 403, text: status("no"), is: "request-forbidden", says: "no" },
  { code: 429, text: "", is: "server-error", says: undefined },
  { code: 500, text: "<html>", is: "server-error", says: undefined },
  { code: 503, text: status("starting"), is: "server-error", says: "starting" },
  { code: 404, text: "<html>", is: "server-not-kubernetes", says: undefined },
  { code: 404, text: status("not found"), is: "response-malformed", says: "not found" },
  { code: 422, text: status("invalid"), is: "response-malformed", says: "invalid" },
  { code: 302, text: "", is: "server-not-kubernetes", says: undefined },
])("statusError() makes $is of $code", ({ code, text, is, says }) => {
  const error = statusError({ status: code, text, headers: {} }, "doing it");
  assert.equal(error.code, is);
  assert.match(error.message, /doing it/);
  assert.deepEqual(error.causes, says === undefined ? [] : [says]);
  assert.equal(error.detail.status, code);
});

Deno.test.each([
  { header: "3", is: 3000 },
  { header: "0", is: 0 },
  { header: "-1", is: undefined },
  { header: "Wed, 21 Oct 2026 07:28:00 GMT", is: 5000 },
  { header: "Wed, 21 Oct 2026 07:27:00 GMT", is: undefined },
  { header: "2026", is: 2_026_000 },
  { header: "soon", is: undefined },
])("statusError() reads Retry-After $header", ({ header, is }) => {
  const headers = { "retry-after": header, "date": "Wed, 21 Oct 2026 07:27:55 GMT" };
  const error = statusError({ status: 429, text: "", headers }, "it");
  assert.equal(error.detail.retryAfterMs, is);
});

Deno.test.each(
  [
    { code: "server-name-unknown", is: true },
    { code: "server-refused", is: true },
    { code: "server-unreachable", is: true },
    { code: "server-silent", is: true },
    { code: "server-reset", is: true },
    { code: "server-error", is: true },
    { code: "server-not-tls", is: false },
    { code: "server-untrusted", is: false },
    { code: "response-too-large", is: false },
    { code: "token-rejected", is: false },
    { code: "internal", is: false },
  ] as const,
)("isTransient() says $is of $code", ({ code, is }) => {
  assert.equal(isTransient(new JoinError(code, "")), is);
});

Deno.test("createBackoff() keeps its pauses between 150 ms and 5 s, growing, and begins anew", () => {
  const error = new JoinError("server-refused", "");
  const longest = createBackoff(() => 1);
  assert.deepEqual([1, 2, 3, 4, 5].map(() => longest.after(error)), [450, 1350, 4050, 5000, 5000]);
  longest.reset();
  assert.equal(longest.after(error), 450);
  const shortest = createBackoff(() => 0);
  assert.deepEqual([1, 2, 3].map(() => shortest.after(error)), [150, 150, 150]);
});

Deno.test("createBackoff() never leaves its bounds, and sends no two machines at once", () => {
  const error = new JoinError("server-refused", "");
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
      (throws) => {
        let index = 0;
        const backoff = createBackoff(() => throws[index++] ?? 0);
        for (const _ of throws) {
          const pause = backoff.after(error);
          assert.ok(pause >= 150 && pause <= 5000, String(pause));
        }
      },
    ),
  );
  const pauses = Array.from({ length: 100 }, () => createBackoff().after(error));
  assert.ok(new Set(pauses.map(Math.round)).size > 50);
});

Deno.test.each([
  { asked: 3000, from: 3000, to: 4000 },
  { asked: 3_600_000, from: 60_000, to: 61_000 },
  { asked: 0, from: 150, to: 300 },
])("createBackoff() follows Retry-After of $asked ms with $from to $to", ({ asked, from, to }) => {
  const error = new JoinError("server-error", "", { detail: { retryAfterMs: asked } });
  assert.equal(createBackoff(() => 0).after(error), from);
  assert.equal(createBackoff(() => 1).after(error), to);
});

Deno.test.each([
  { what: "no JSON", text: "<html>" },
  { what: "half of it", text: '{"kind":"ConfigMap","metadata":{"na' },
  { what: "another kind", text: '{"kind":"Secret","metadata":{}}' },
  { what: "no metadata", text: '{"kind":"ConfigMap"}' },
  { what: "data that is no text", text: '{"kind":"ConfigMap","metadata":{},"data":{"a":1}}' },
  { what: "a list", text: "[]" },
  { what: "null", text: "null" },
  { what: "nothing", text: "" },
])("readObject() refuses $what", ({ text }) => {
  const error = throwsWith("response-malformed", () => readObject(ConfigMap, text, "cluster-info"));
  assert.match(error.message, /cluster-info/);
});

Deno.test("readObject() lets unknown fields by", () => {
  const text =
    '{"metadata":{"name":"n","future":1},"spec":{},"status":{"conditions":[{"type":"Ready","status":"True","x":1}]}}';
  assert.equal(readObject(Node, text, "Node").status?.conditions?.[0]?.status, "True");
});

Deno.test("readStatus() knows a Status from everything else", () => {
  assert.equal(readStatus(status("hello"))?.message, "hello");
  for (const text of ["", "{}", "[]", '{"kind":"Node"}', "<html>"]) {
    assert.equal(readStatus(text), undefined);
  }
});
