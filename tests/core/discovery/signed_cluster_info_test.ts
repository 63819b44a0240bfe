import assert from "node:assert/strict";
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from "../../support/control_plane/mod.ts";
import { TOKEN } from "../kit/vectors.ts";
import { discover, failing } from "./reading.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("readSignedClusterInfo() brings text and signature, byte for byte, by one request without credentials", async () => {
  await using cluster = await startControlPlane();
  const { info, said } = await discover(cluster);
  assert.match(info.signature, /^eyJ.*\.\./);
  assert.match(info.kubeconfig, new RegExp(`server: ${cluster.url}`));
  assert.deepEqual(cluster.requests.map(({ user }) => user), ["system:anonymous"]);
  assert.deepEqual(said, { warnings: [], waits: [], firstWarningMs: undefined });
});

Deno.test("readSignedClusterInfo() leaves judging to others: a wrong signature is brought home", async () => {
  await using cluster = await startControlPlane({
    discovery: { signature: { kind: "text", text: "wrong" } },
  });
  assert.equal((await discover(cluster)).info.signature, "wrong");
});

Deno.test("readSignedClusterInfo() tells by how much the clocks differ", async () => {
  await using cluster = await startControlPlane({ clockOffset: -3_600_000 });
  const { clockAheadMs = 0 } = (await discover(cluster)).info;
  assert.ok(Math.abs(clockAheadMs - 3_600_000) < 2500, String(clockAheadMs));
});

Deno.test("readSignedClusterInfo() waits for a signature that is late", async () => {
  await using cluster = await startControlPlane({
    discovery: { signature: { kind: "appears-after", milliseconds: 900 } },
  });
  const { info, said } = await discover(cluster, { timeoutMs: 5000 });
  assert.match(info.signature, /^eyJ/);
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
  "readSignedClusterInfo() says at the first read that a token is unknown, when $what",
  async ({ options, tokenId, says }) => {
    const { error, said } = await failing("token-unknown", options, { tokenId, timeoutMs: 1200 });
    assert.match(error.message, says);
    assert.equal(said.warnings.length, 1);
    assert.ok((said.firstWarningMs ?? Infinity) < 1000);
  },
);

Deno.test("readSignedClusterInfo() says that a token is unknown, though the server is gone at the end", async () => {
  const arrange = (cluster: ControlPlane) =>
    cluster.connections.add({ kind: "black-hole" }, { after: 1 });
  const options = { discovery: { signature: { kind: "absent" } } } as const;
  await failing("token-unknown", options, { arrange, timeoutMs: 1500 });
});
