import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { createAuthority, pinOf } from "../support/pki.ts";
import { createNodeRequest } from "../support/pki_requests.ts";

const day = 86_400_000;
const [keyUsage, extendedKeyUsage] = ["2.5.29.15", "2.5.29.37"];
const [basicConstraints, authorityKeyIdentifier] = ["2.5.29.19", "2.5.29.35"];

for (const key of ["p256", "p384", "rsa2048", "ed25519"] as const) {
  Deno.test(`createAuthority() makes a CA with a ${key} key that signs`, async () => {
    const authority = await createAuthority({ key });
    const issuer = new X509Certificate(authority.certificatePem);
    const { certificatePem } = await authority.issue({
      commonName: "kube-apiserver",
      usage: "server",
      dns: ["localhost"],
      ip: ["127.0.0.1", "::1"],
    });
    const certificate = new X509Certificate(certificatePem);
    assert.ok(certificate.verify(issuer.publicKey));
    assert.equal(certificate.checkHost("localhost"), "localhost");
    assert.equal(certificate.checkIP("127.0.0.1"), "127.0.0.1");
    assert.match(authority.pin, /^sha256:[0-9a-f]{64}$/);
  });
}

Deno.test("a renewed CA keeps its pin, a new one has another", async () => {
  const authority = await createAuthority({ from: new Date(0), until: new Date(day) });
  const renewed = await createAuthority({ renews: authority });
  assert.notEqual(renewed.certificatePem, authority.certificatePem);
  assert.equal(renewed.pin, authority.pin);
  assert.notEqual((await createAuthority()).pin, authority.pin);
});

Deno.test("pinOf() hashes the key as it stands in the certificate", () => {
  const certificatePem = `-----BEGIN CERTIFICATE-----
MIIBdjCCAR2gAwIBAgIUPA8+rmtP7dLnq4K1cACCDlW1DzwwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFb3RoZXIwIBcNMjYxMTI0MDYyOTUwWhgPMjEyNjEwMzEwNjI5
NTBaMBAxDjAMBgNVBAMMBW90aGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
ULmkGzHHM8l+82Xau5OzlyyiJb0nk2PHkrNVnGxiKUcIML88NchAkjxmT6JRwcQ3
cg7KlVXWKA9VaD1wY0ZxKKNTMFEwHQYDVR0OBBYEFISopQsTcpBsMErPVKPEQshG
xzk6MB8GA1UdIwQYMBaAFISopQsTcpBsMErPVKPEQshGxzk6MA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgGwi8qBx4AkP3TrbIODV5y2oHXtqd8kvB
AQ/bnRf0EXICIBEi7/ngHTunfc3HA2TVY+fnAtO9cyRr26y+jHnxwBAS
-----END CERTIFICATE-----
`;
  const pin = "sha256:8c8f482155ae18ae351d224646b6c0a216eaf67344e37576a7ae3a14d12cba10";
  assert.equal(pinOf(certificatePem), pin);
});

Deno.test("a signed request is a client certificate as the cluster's signer makes it", async () => {
  const authority = await createAuthority();
  const { requestPem } = await createNodeRequest("n1");
  const certificate = new X509Certificate(await authority.signRequest(requestPem));
  assert.equal(certificate.subject, "O=system:nodes\nCN=system:node:n1");
  assert.equal(certificate.ca, false);
  const { extensions } = new x509.X509Certificate(certificate.toString());
  assert.deepEqual(Array.from(extensions, ({ type, critical }) => [type, critical]), [
    [keyUsage, true],
    [extendedKeyUsage, false],
    [basicConstraints, true],
    [authorityKeyIdentifier, false],
  ]);
  const age = Date.now() - Date.parse(certificate.validFrom);
  assert.ok(age >= 300_000 && age < 310_000);
  assert.equal(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom), 365 * day);
});

Deno.test("a signer can be told to certify another key or name", async () => {
  const authority = await createAuthority();
  const { requestPem, keyPem } = await createNodeRequest("n1");
  const { createPrivateKey } = await import("node:crypto");
  const key = createPrivateKey(keyPem);
  const good = new X509Certificate(await authority.signRequest(requestPem));
  assert.equal(good.checkPrivateKey(key), true);
  const otherKey = await authority.signRequest(requestPem, { otherKey: true });
  assert.equal(new X509Certificate(otherKey).checkPrivateKey(key), false);
  const otherName = await authority.signRequest(requestPem, { commonName: "system:node:x1" });
  assert.match(new X509Certificate(otherName).subject, /CN=system:node:x1/);
});
