import assert from "node:assert/strict";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { createNodeRequest, NODE_CLIENT_USAGES } from "../../../core/trust/certificate_request.ts";
import { generateNodeKey } from "../../../core/trust/node_key.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** The subject as DER has it: attribute types and values in order. */
function subjectOf(request: x509.Pkcs10CertificateRequest): string[] {
  return request.subjectName.toJSON().flatMap((name) =>
    Object.entries(name).map(([type, values]) => `${type}=${values.join("+")}`)
  );
}

Deno.test("createNodeRequest() asks for what the kubelet asks for", async () => {
  const key = generateNodeKey();
  const pem = await createNodeRequest(key, "worker-1");
  assert.match(
    pem,
    /^-----BEGIN CERTIFICATE REQUEST-----\n[\s\S]+\n-----END CERTIFICATE REQUEST-----\n$/,
  );
  const request = new x509.Pkcs10CertificateRequest(pem);
  assert.deepEqual(subjectOf(request), ["O=system:nodes", "CN=system:node:worker-1"]);
  assert.equal(request.extensions.length, 0);
  assert.equal(request.attributes.length, 0);
  assert.deepEqual(new Uint8Array(request.publicKey.rawData), key.publicKey);
  assert.equal(request.signatureAlgorithm.name, "ECDSA");
  assert.deepEqual(request.signatureAlgorithm.hash, { name: "SHA-256" });
  assert.equal(await request.verify(), true);
});

Deno.test.each([
  { name: "a" },
  { name: "node.example.com" },
  { name: `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(61)}` },
])("createNodeRequest() makes a valid request for $name", async ({ name }) => {
  const request = new x509.Pkcs10CertificateRequest(
    await createNodeRequest(generateNodeKey(), name),
  );
  assert.deepEqual(request.subjectName.getField("CN"), [`system:node:${name}`]);
  assert.equal(await request.verify(), true);
});

Deno.test("createNodeRequest() is taken by OpenSSL", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, await createNodeRequest(generateNodeKey(), "worker-1"));
    const args = ["req", "-in", file, "-noout", "-verify", "-subject", "-nameopt", "RFC2253"];
    const output = await new Deno.Command("openssl", { args }).output().catch(() => undefined);
    if (output === undefined) return;
    assert.ok(output.success);
    // RFC 2253 prints the last first.
    assert.match(
      new TextDecoder().decode(output.stdout),
      /CN ?= ?system:node:worker-1, ?O ?= ?system:nodes/,
    );
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("NODE_CLIENT_USAGES are the three that approvers of all releases take", () => {
  assert.deepEqual(NODE_CLIENT_USAGES, ["digital signature", "key encipherment", "client auth"]);
});
