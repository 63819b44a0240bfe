import assert from "node:assert/strict";
import { JoinError } from "../../../core/engine/errors.ts";
import { ConfigMap, Node, readObject, readStatus } from "../../../core/kube/objects.ts";
import { statusError } from "../../../core/kube/status_error.ts";
import { backoff, isTransient } from "../../../core/kube/transient.ts";
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
  { header: "Wed, 21 Oct 2026 07:28:00 GMT", is: undefined },
])("statusError() reads Retry-After $header", ({ header, is }) => {
  const error = statusError({ status: 429, text: "", headers: { "retry-after": header } }, "it");
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

Deno.test("backoff() doubles from a quarter of a second to five", () => {
  const error = new JoinError("server-refused", "");
  assert.deepEqual([1, 2, 3, 4, 5, 6, 60].map((tries) => backoff(error, tries)), [
    250,
    500,
    1000,
    2000,
    4000,
    5000,
    5000,
  ]);
});

Deno.test.each([
  { asked: 3000, is: 3000 },
  { asked: 3_600_000, is: 60_000 },
])("backoff() follows Retry-After of $asked ms with $is", ({ asked, is }) => {
  assert.equal(
    backoff(new JoinError("server-error", "", { detail: { retryAfterMs: asked } }), 1),
    is,
  );
});

Deno.test("backoff() never lets a server make it hammer", () => {
  const error = new JoinError("server-error", "", { detail: { retryAfterMs: 0 } });
  assert.ok(backoff(error, 1) >= 100);
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
