import assert from "node:assert/strict";
import { describeCertificate } from "../../../core/trust/describe_certificate.ts";
import { certificatesOf } from "../../../core/trust/pem.ts";
import { createAuthority } from "../../support/pki.ts";
import { hasOpenssl, openssl } from "../kit/openssl.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";
import { CA_ONE } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function describe(pem: string) {
  const [der = new Uint8Array()] = certificatesOf(pem);
  return describeCertificate(der);
}

Deno.test("describeCertificate() reads a CA", () => {
  assert.deepEqual(describe(CA_ONE.pem), {
    pin: CA_ONE.pin,
    subject: "CN=kubernetes",
    issuer: "CN=kubernetes",
    notBefore: new Date("2026-11-24T06:29:50Z"),
    notAfter: new Date("2126-10-31T06:29:50Z"),
    keyType: "EC P-256",
    isCa: true,
    isSelfSigned: true,
  });
});

Deno.test("describeCertificate() reads what a CA has issued", async () => {
  const authority = await createAuthority();
  const { certificatePem } = await authority.issue({
    commonName: "admin",
    organizations: ["system:masters"],
    usage: "client",
  });
  const { subject, issuer, isCa, isSelfSigned } = describe(certificatePem);
  assert.deepEqual(
    { subject, issuer, isCa, isSelfSigned },
    {
      subject: "O=system:masters, CN=admin",
      issuer: "CN=kubernetes",
      isCa: false,
      isSelfSigned: false,
    },
  );
});

Deno.test("describeCertificate() is not misled by a name that is its own issuer's", async () => {
  const root = await createAuthority();
  const other = await createAuthority({ issuer: root });
  const { subject, issuer, isSelfSigned } = describe(other.certificatePem);
  assert.equal(subject, issuer);
  assert.equal(isSelfSigned, false);
});

Deno.test.each([
  { keyType: "RSA 2048", make: "rsa:2048" },
  { keyType: "EC P-384", make: "ec -pkeyopt ec_paramgen_curve:P-384" },
  { keyType: "EC P-521", make: "ec -pkeyopt ec_paramgen_curve:P-521" },
  { keyType: "Ed25519", make: "ed25519" },
  { keyType: "unknown", make: "rsa-pss -pkeyopt rsa_keygen_bits:2048" },
])(
  "describeCertificate() calls a key $keyType",
  { ignore: !await hasOpenssl() },
  async ({ keyType, make }) => {
    await using root = await temporaryRoot();
    const line = `openssl req -x509 -newkey ${make} -nodes -keyout k -subj /CN=x -days 9`;
    assert.equal(describe(await openssl(line, root.path)).keyType, keyType);
  },
);

Deno.test("describeCertificate() refuses what is no certificate", () => {
  const [der = new Uint8Array()] = certificatesOf(CA_ONE.pem);
  for (const wrong of [new Uint8Array(), der.slice(4), der.slice(0, -9), new Uint8Array(400)]) {
    assert.throws(() => describeCertificate(wrong));
  }
});
