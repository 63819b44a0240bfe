import assert from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { generateNodeKey, parseNodeKey } from "../../../core/trust/node_key.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("generateNodeKey() makes another P-256 key each time, in the kubelet's form", () => {
  const [one, two] = [generateNodeKey(), generateNodeKey()];
  assert.notEqual(one.pem.reveal(), two.pem.reveal());
  assert.match(
    one.pem.reveal(),
    /^-----BEGIN EC PRIVATE KEY-----\n[\s\S]+-----END EC PRIVATE KEY-----\n$/,
  );
  assert.equal(createPrivateKey(one.pem.reveal()).asymmetricKeyDetails?.namedCurve, "prime256v1");
});

Deno.test("parseNodeKey() reads back its own form and PKCS#8", () => {
  const key = generateNodeKey();
  const pkcs8 = createPrivateKey(key.pem.reveal()).export({ type: "pkcs8", format: "pem" })
    .toString();
  for (const pem of [key.pem.reveal(), pkcs8]) {
    const read = parseNodeKey(pem);
    assert.deepEqual(read?.publicKey, key.publicKey);
    assert.equal(read?.pem.reveal(), key.pem.reveal());
  }
});

const other = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;

Deno.test.each([
  { what: "nothing", pem: "" },
  { what: "garbage", pem: "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n" },
  { what: "half a key", pem: generateNodeKey().pem.reveal().slice(0, 100) },
  { what: "a key of another curve", pem: other.export({ type: "sec1", format: "pem" }).toString() },
  {
    what: "an Ed25519 key",
    pem: generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" })
      .toString(),
  },
])("parseNodeKey() takes no notice of $what", ({ pem }) => {
  assert.equal(parseNodeKey(pem), undefined);
});

Deno.test("NodeKey does not show its private half", () => {
  const key = generateNodeKey();
  const shown = Deno.inspect(key, { depth: 9 }) + JSON.stringify(key);
  const [, line = ""] = key.pem.reveal().split("\n");
  assert.ok(!shown.includes(line));
  assert.doesNotMatch(shown, /PRIVATE/);
});
