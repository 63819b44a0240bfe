import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { clientPair } from "../../../core/trust/client_pair.ts";
import { createAuthority } from "../../support/pki.ts";
import { everythingOf, throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const authority = await createAuthority();
const [one, two] = await Promise.all(
  ["one", "two"].map((commonName) => authority.issue({ commonName, usage: "client" })),
);
assert.ok(one && two);

/** A PEM text's longest line: what must not show. */
function inside(pem: string): string {
  return pem.split("\n")[1] ?? "";
}

Deno.test("clientPair() takes a certificate and the key that belongs to it", () => {
  const pair = clientPair(one.certificatePem, one.keyPem, "a file");
  assert.equal(pair.certificatePem, one.certificatePem);
  assert.equal(pair.keyPem.reveal(), one.keyPem);
  assert.doesNotMatch(Deno.inspect(pair) + JSON.stringify(pair), /PRIVATE KEY/);
});

const locked = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "word" },
}).privateKey;

Deno.test.each<{ what: string; certificate?: string; key?: string; why: RegExp }>([
  { what: "a key alone", key: one.keyPem, why: /a key, but no certificate/ },
  { what: "a certificate alone", certificate: one.certificatePem, why: /no key/ },
  {
    what: "the key of another certificate",
    certificate: one.certificatePem,
    key: two.keyPem,
    why: /do not belong together/,
  },
  {
    what: "a public key",
    certificate: one.certificatePem,
    key: one.keyPem.replaceAll("PRIVATE", "PUBLIC"),
    why: /not a PEM private key/,
  },
  {
    what: "a locked key",
    certificate: one.certificatePem,
    key: locked,
    why: /without a passphrase/,
  },
  {
    what: "half a key",
    certificate: one.certificatePem,
    key: one.keyPem.slice(0, 100),
    why: /not a PEM private key/,
  },
  {
    what: "the certificate in place of the key",
    certificate: one.certificatePem,
    key: one.certificatePem,
    why: /not a PEM private key/,
  },
  {
    what: "the key in place of the certificate",
    certificate: one.keyPem,
    key: one.keyPem,
    why: /not a PEM certificate/,
  },
  { what: "nothing at all in both", certificate: "", key: "", why: /not a PEM certificate/ },
])("clientPair() refuses $what, and quotes nothing of it", ({ certificate, key, why }) => {
  const error = throwsWith("credential-unusable", () => clientPair(certificate, key, "x.conf"));
  assert.match(error.message, why);
  assert.match(error.message, /x\.conf/);
  assert.match(error.hint, /--tls-bootstrap-token/);
  for (const secret of [one, two]) assert.ok(!everythingOf(error).includes(inside(secret.keyPem)));
  assert.doesNotMatch(everythingOf(error), /PRIVATE KEY-----/);
});
