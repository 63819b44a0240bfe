import assert from "node:assert/strict";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import { createAuthority } from "../support/pki.ts";
import { failsWith } from "../core/kit/errors.ts";
import { discover, refused } from "./discovering.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("discovery reads cluster-info twice: anonymously, then verified", async () => {
  const { outcome, cluster, record } = await discover({});
  assert.ok(outcome?.ok);
  assert.equal(outcome.server, cluster.url);
  assert.deepEqual(outcome.caPins, [cluster.pin]);
  assert.deepEqual(cluster.requests.map(({ user, status }) => `${user} ${status}`), [
    "system:anonymous 200",
    "system:anonymous 200",
  ]);
  assert.deepEqual(record.of("note"), []);
});

Deno.test("discovery takes the server's address from cluster-info", async () => {
  const { outcome } = await discover({
    options: { discovery: { server: "https://10.9.8.7:6443/" } },
  });
  assert.ok(outcome?.ok);
  assert.equal(outcome.server, "https://10.9.8.7:6443");
});

const pinOf = (digit: string) => `sha256:${digit.repeat(64)}`;

Deno.test("discovery goes without a pin when it is told to, and says what that means", async () => {
  const { outcome, record, cluster } = await discover({
    flags: { discoveryTokenCaCertHash: [], discoveryTokenUnsafeSkipCaVerification: true },
  });
  assert.ok(outcome?.ok);
  const [note] = record.of("note");
  assert.equal(note?.level, "warning");
  assert.ok(note?.hint?.includes(cluster.pin));
});

Deno.test("discovery goes without asking anybody when no pin was given", async () => {
  const { error, cluster } = await discover({ flags: { discoveryTokenCaCertHash: [] } });
  await failsWith("pin-missing", () => Promise.reject(error));
  assert.equal(cluster.requests.length, 0);
});

Deno.test.each<{ flags: JoinFlags; code: ErrorCode }>([
  { flags: { endpoints: [] }, code: "endpoint-missing" },
  { flags: { token: undefined }, code: "token-missing" },
])("discovery says what it lacks: $code", async ({ flags, code }) => {
  const { error } = await discover({ flags });
  await failsWith(code, () => Promise.reject(error));
});

Deno.test("discovery shows the pin that it found in place of the wrong one, even when pins were optional", async () => {
  for (const unsafe of [false, true]) {
    const flags = {
      discoveryTokenCaCertHash: [pinOf("a"), pinOf("b")],
      discoveryTokenUnsafeSkipCaVerification: unsafe,
    };
    const { error, cluster } = await refused("pin-mismatch", { flags });
    assert.ok(error.message.includes(cluster.pin));
    assert.equal(cluster.requests.length, 1);
  }
});

Deno.test("discovery says at once that a token is not known, and of which kind the trouble is", async () => {
  const { record } = await refused("token-unknown", {
    flags: { token: "zzzzzz.0123456789abcdef" },
  });
  const [note] = record.of("note");
  assert.equal(note?.level, "warning");
  assert.match(note?.text ?? "", /not signed for token "zzzzzz"/);
  const wrong = await refused("signature-wrong", { flags: { token: "abcdef.0123456789abcde0" } });
  assert.equal(wrong.cluster.requests.length, 1);
});

const evil = await createAuthority();

Deno.test("discovery does not follow an attacker who adds a CA to the pinned one", async () => {
  const identity = await evil.issue({
    commonName: "kube-apiserver",
    usage: "server",
    ip: ["127.0.0.1"],
  });
  const { record, cluster } = await refused("server-untrusted", {
    arrange(cluster) {
      cluster.discovery.caPem = cluster.authority.certificatePem + evil.certificatePem;
      cluster.connections.add({ kind: "certificate", certificate: identity });
    },
  });
  assert.equal(cluster.requests.length, 1);
  assert.ok(record.of("note").some(({ text }) => text.includes(evil.pin)));
});

Deno.test("discovery trusts the pinned CA alone of a bundle", async () => {
  const { outcome, cluster } = await discover({
    arrange: (cluster) =>
      void (cluster.discovery.caPem = evil.certificatePem + cluster.authority.certificatePem),
  });
  assert.ok(outcome?.ok);
  assert.deepEqual(outcome.caPins, [cluster.pin]);
});
