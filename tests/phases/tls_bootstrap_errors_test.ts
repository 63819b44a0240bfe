import assert from "node:assert/strict";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import { PATHS } from "../../core/node/paths.ts";
import { everythingOf, failsWith } from "../core/kit/errors.ts";
import { bootstrap, machine, type Run } from "./bootstrapping.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test.each<{ what: string; code: ErrorCode; keepsKey: boolean } & Run>([
  {
    what: "a Ready Node of that name",
    options: { nodes: [{ name: "n1", ready: true }] },
    code: "node-exists",
    keepsKey: false,
  },
  {
    what: "a denied request",
    options: { issuance: { policy: "deny" } },
    code: "csr-denied",
    keepsKey: false,
  },
  {
    what: "a signer that gives up",
    options: { issuance: { policy: "fail" } },
    code: "csr-failed",
    keepsKey: false,
  },
  {
    what: "nobody who approves",
    options: { issuance: { policy: "hold" } },
    code: "csr-timeout",
    keepsKey: true,
  },
  {
    what: "no signer",
    options: { issuance: { policy: "approve-never-sign" } },
    code: "csr-timeout",
    keepsKey: true,
  },
  {
    what: "a certificate for another key",
    options: { issuance: { signing: { otherKey: true } } },
    code: "certificate-wrong",
    keepsKey: false,
  },
  {
    what: "a certificate for another name",
    options: { issuance: { signing: { commonName: "system:node:n2" } } },
    code: "certificate-wrong",
    keepsKey: false,
  },
  {
    what: "a certificate of another CA",
    options: { issuance: { authority: "other" } },
    code: "certificate-wrong",
    keepsKey: false,
  },
  {
    what: "no right to ask",
    arrange: (cluster) => cluster.faults.add({ kind: "status", status: 403 }, { method: "POST" }),
    code: "request-forbidden",
    keepsKey: true,
  },
  {
    what: "a request that the server does not take",
    arrange: (cluster) => cluster.faults.add({ kind: "status", status: 422 }, { method: "POST" }),
    code: "csr-rejected",
    keepsKey: true,
  },
  {
    what: "a token for signing alone",
    options: { tokens: [{ token: "abcdef.0123456789abcdef", usages: ["signing"] }] },
    code: "token-rejected",
    keepsKey: false,
  },
  {
    what: "no kubelet configuration",
    options: { kubeletConfig: "" },
    code: "kubelet-config-missing",
    keepsKey: false,
  },
  {
    what: "a kubelet configuration of another kind",
    options: { kubeletConfig: "kind: Pod\n" },
    code: "kubelet-config-malformed",
    keepsKey: false,
  },
])("a join makes $code of $what, and leaves no identity", async ({ code, keepsKey, ...run }) => {
  await using root = await machine();
  const { error, tree, record } = await bootstrap(root, run);
  const join = await failsWith(code, () => Promise.reject(error ?? new Error("it went well")));
  assert.ok(join.phase === "tls-bootstrap" || join.phase === "kubelet-dynamic-config");
  assert.ok(join.hint.length > 10);
  for (const path of [PATHS.kubeletConf, PATHS.ca, PATHS.clientCurrent, PATHS.bootstrapConf]) {
    assert.equal(tree[path], undefined, path);
  }
  assert.equal(tree[PATHS.clientKeyPending] !== undefined, keepsKey);
  if (keepsKey) assert.match(tree[PATHS.clientKeyPending] ?? "", /^0600/);
  assert.doesNotMatch(
    everythingOf(join) + JSON.stringify(record.events) + JSON.stringify(tree),
    /0123456789abcdef/,
  );
});
