import assert from "node:assert/strict";
import fc from "fast-check";
import { certificatesOf, toPem } from "../../../core/trust/pem.ts";
import { throwsWith } from "../kit/errors.ts";
import { CA_ONE, CA_TWO } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const KEY = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAA\n-----END PRIVATE KEY-----\n";
const LOCKED_KEY = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n" +
  "DEK-Info: AES-128-CBC,00\n\nMC4CAQAwBQYDK2VwBCIEIAAA\n-----END RSA PRIVATE KEY-----\n";
const BROKEN = CA_TWO.pem.replace("MIIB", "!IIB");
const UNENDED = CA_TWO.pem.replace("-----END CERTIFICATE-----\n", "");

Deno.test.each([
  { what: "one certificate", pem: CA_ONE.pem, count: 1 },
  { what: "two certificates", pem: CA_ONE.pem + CA_TWO.pem, count: 2 },
  { what: "no newline at the end", pem: CA_ONE.pem.trimEnd(), count: 1 },
  { what: "newlines and blanks at the end", pem: `${CA_ONE.pem}\n \n\t\n`, count: 1 },
  { what: "text before it", pem: `Certificate:\n    Data: 1\n${CA_ONE.pem}`, count: 1 },
  { what: "text between two", pem: `${CA_ONE.pem}subject=CN=other\n${CA_TWO.pem}`, count: 2 },
  { what: "CRLF line ends", pem: CA_ONE.pem.replaceAll("\n", "\r\n"), count: 1 },
  {
    what: "all of it in one line",
    pem: CA_ONE.pem.replace(/(?<=[A-Za-z0-9+/=])\n(?!-)/g, ""),
    count: 1,
  },
])("certificatesOf() reads $what", ({ pem, count }) => {
  const found = certificatesOf(pem);
  assert.equal(found.length, count);
  assert.deepEqual(found[0], certificatesOf(CA_ONE.pem)[0]);
});

Deno.test.each([
  { what: "nothing", pem: "" },
  { what: "blanks", pem: " \n\n" },
  { what: "another text", pem: "hello" },
  { what: "garbage behind the certificate", pem: `${CA_ONE.pem}garbage` },
  { what: "the beginning of another behind it", pem: `${CA_ONE.pem}-----BEGIN CERTIFICATE-----\n` },
  { what: "a private key", pem: KEY },
  { what: "a private key before it", pem: KEY + CA_ONE.pem },
  { what: "a private key behind it", pem: CA_ONE.pem + KEY },
  { what: "a private key between two", pem: CA_ONE.pem + KEY + CA_TWO.pem },
  { what: "a locked private key before it", pem: LOCKED_KEY + CA_ONE.pem },
  {
    what: "a certificate request",
    pem: CA_ONE.pem.replaceAll("CERTIFICATE", "CERTIFICATE REQUEST"),
  },
  { what: "an end of another kind", pem: CA_ONE.pem.replace("END CERTIFICATE", "END X509 CRL") },
  { what: "a broken block behind it", pem: CA_ONE.pem + BROKEN },
  { what: "a broken block before it", pem: BROKEN + CA_ONE.pem },
  { what: "a block without end before it", pem: UNENDED + CA_ONE.pem },
  { what: "an empty block", pem: "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n" },
  {
    what: "no newline behind the beginning",
    pem: CA_ONE.pem.replace("CERTIFICATE-----\nMII", "CERTIFICATE-----MII"),
  },
])("certificatesOf() refuses $what", ({ pem }) => {
  throwsWith("ca-malformed", () => certificatesOf(pem));
});

Deno.test("toPem() writes 64 columns and a final newline, as OpenSSL does", () => {
  assert.equal(toPem(certificatesOf(CA_ONE.pem)[0] ?? new Uint8Array(), "CERTIFICATE"), CA_ONE.pem);
});

Deno.test("certificatesOf() reads back whatever toPem() writes", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ minLength: 1 }), { minLength: 1 }), (ders) => {
    const pem = ders.map((der) => toPem(der, "CERTIFICATE")).join("");
    assert.deepEqual(certificatesOf(pem), ders);
  }));
});

Deno.test("certificatesOf() does not hang on a megabyte of nearly a certificate", () => {
  const began = performance.now();
  throwsWith("ca-malformed", () => certificatesOf("-----BEGIN CERTIFICATE-----\n".repeat(40_000)));
  throwsWith(
    "ca-malformed",
    () => certificatesOf(`-----BEGIN CERTIFICATE-----\n${"A\n".repeat(500_000)}`),
  );
  assert.ok(performance.now() - began < 2000, `${performance.now() - began} ms`);
});
