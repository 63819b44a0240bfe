import assert from "node:assert/strict";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import { token } from "../../plugins/token.ts";
import { type ControlPlaneOptions, startControlPlane } from "../support/control_plane/mod.ts";
import { everythingOf, throwsWith } from "../core/kit/errors.ts";
import { TOKEN } from "../core/kit/vectors.ts";
import { discover, failing } from "./discovering.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("token.discover() brings text and signature, byte for byte, by one request without credentials", async () => {
  await using cluster = await startControlPlane();
  const { claim, said } = await discover(cluster);
  assert.equal(claim.endpoint, cluster.endpoint);
  assert.match(claim.evidence.signature, /^eyJ.*\.\./);
  assert.match(claim.evidence.kubeconfig, new RegExp(`server: ${cluster.url}`));
  assert.deepEqual(cluster.requests.map(({ user }) => user), ["system:anonymous"]);
  assert.deepEqual(said, { warnings: [], waits: [], firstWarningMs: undefined });
});

Deno.test("token.discover() leaves judging to others: a wrong signature is brought home", async () => {
  await using cluster = await startControlPlane({
    discovery: { signature: { kind: "text", text: "wrong" } },
  });
  assert.equal((await discover(cluster)).claim.evidence.signature, "wrong");
});

Deno.test("token.discover() tells by how much the clocks differ", async () => {
  await using cluster = await startControlPlane({ clockOffset: -3_600_000 });
  const { clockAheadMs = 0 } = (await discover(cluster)).claim;
  assert.ok(Math.abs(clockAheadMs - 3_600_000) < 2500, String(clockAheadMs));
});

Deno.test("token.discover() waits for a signature that is late", async () => {
  await using cluster = await startControlPlane({
    discovery: { signature: { kind: "appears-after", milliseconds: 900 } },
  });
  const { claim, said } = await discover(cluster, { timeoutMs: 5000 });
  assert.match(claim.evidence.signature, /^eyJ/);
  assert.equal(said.warnings.length, 1);
  assert.match(said.waits[0] ?? "", /signature for token "abcdef"/);
});

Deno.test.each<{ what: string; options: ControlPlaneOptions; tokenId: string; says: RegExp }>([
  { what: "one other is signed", options: {}, tokenId: "zzzzzz", says: /one other token/ },
  {
    what: "two others are signed",
    options: {
      tokens: [{ token: "aaaaaa.0123456789abcdef" }, { token: "bbbbbb.0123456789abcdef" }],
    },
    tokenId: "abcdef",
    says: /2 other tokens/,
  },
  {
    what: "none is signed",
    options: { discovery: { signature: { kind: "absent" } } },
    tokenId: "abcdef",
    says: /no token at all/,
  },
  {
    what: "it has expired",
    options: { tokens: [{ token: TOKEN, expires: new Date(Date.now() - 1000) }] },
    tokenId: "abcdef",
    says: /no token at all/,
  },
  {
    what: "it is for authentication only",
    options: { tokens: [{ token: TOKEN, usages: ["authentication"] }] },
    tokenId: "abcdef",
    says: /no token at all/,
  },
])(
  "token.discover() says at the first read that a token is unknown, when $what",
  async ({ options, tokenId, says }) => {
    const { error, said } = await failing("token-unknown", options, { tokenId, timeoutMs: 1200 });
    assert.match(error.message, says);
    assert.equal(said.warnings.length, 1);
    assert.ok((said.firstWarningMs ?? Infinity) < 1000);
  },
);

Deno.test.each<{ flags: JoinFlags; id: string | undefined }>([
  { flags: {}, id: undefined },
  { flags: { token: TOKEN }, id: undefined },
  { flags: { endpoint: "a:1" }, id: undefined },
  { flags: { endpoint: "a:1", tlsBootstrapToken: TOKEN }, id: undefined },
  { flags: { endpoint: "a:1", token: TOKEN }, id: "abcdef" },
  {
    flags: { endpoint: "a:1", token: TOKEN, discoveryToken: TOKEN.replace("abc", "xyz") },
    id: "xyzdef",
  },
])("token.fromFlags() of $flags", ({ flags, id }) => {
  assert.equal(token.fromFlags(flags)?.tokenId, id);
});

Deno.test("token.fromFlags() gives the plugin no secret", () => {
  const section = token.fromFlags({ endpoint: "a:1", token: TOKEN });
  assert.doesNotMatch(JSON.stringify(section) + Deno.inspect(section), /0123456789abcdef/);
  const error = throwsWith(
    "token-malformed",
    () => token.fromFlags({ endpoint: "a:1", token: `${TOKEN}g` }),
  );
  assert.doesNotMatch(everythingOf(error), /0123456789abcdef/);
});
