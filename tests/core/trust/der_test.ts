import assert from "node:assert/strict";
import fc from "fast-check";
import { subjectPublicKeyInfo } from "../../../core/trust/der.ts";
import { certificatesOf } from "../../../core/trust/pem.ts";
import { CA_ONE, CA_TWO } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const [certificate = new Uint8Array()] = certificatesOf(CA_ONE.pem);

/** The cutter either refuses, or gives a part of what it was given. */
function cutsOrRefuses(der: Uint8Array): void {
  let cut: Uint8Array;
  try {
    cut = subjectPublicKeyInfo(der);
  } catch (error) {
    assert.ok(error instanceof RangeError, String(error));
    return;
  }
  assert.ok(cut.length > 0);
  assert.ok(cut.byteOffset >= der.byteOffset);
  assert.ok(cut.byteOffset + cut.length <= der.byteOffset + der.length);
}

Deno.test("subjectPublicKeyInfo() cuts the key out, byte for byte", () => {
  const key = subjectPublicKeyInfo(certificate);
  assert.equal(key.length, 91);
  assert.match(key.toHex(), /^3059301306072a8648ce3d020106082a8648ce3d030107034200045e1a49/);
});

Deno.test("subjectPublicKeyInfo() works inside a larger buffer", () => {
  const larger = new Uint8Array(certificate.length + 20).fill(0x30);
  larger.set(certificate, 10);
  const view = larger.subarray(10, 10 + certificate.length);
  assert.deepEqual(subjectPublicKeyInfo(view), subjectPublicKeyInfo(certificate));
});

Deno.test("subjectPublicKeyInfo() refuses every truncation", () => {
  for (let length = 0; length < certificate.length; length++) {
    assert.throws(() => subjectPublicKeyInfo(certificate.subarray(0, length)), RangeError);
  }
});

Deno.test.each([
  { what: "nothing", hex: "" },
  { what: "one byte", hex: "30" },
  { what: "an empty sequence", hex: "3000" },
  { what: "an indefinite length", hex: "3080300000" },
  { what: "a length of five bytes", hex: "30850000000001" },
  { what: "a length of four bytes that is too large", hex: "3084ffffffff" },
  { what: "a length that is cut off", hex: "3082" },
  { what: "a set in place of the certificate", hex: "31023000" },
  { what: "an integer in place of the body", hex: "3003020100" },
  { what: "too few elements", hex: "300730050201000500" },
])("subjectPublicKeyInfo() refuses $what", ({ hex }) => {
  assert.throws(() => subjectPublicKeyInfo(Uint8Array.fromHex(hex)), RangeError);
});

Deno.test("subjectPublicKeyInfo() refuses what follows the certificate", () => {
  assert.throws(() => subjectPublicKeyInfo(new Uint8Array([...certificate, 0])), RangeError);
});

Deno.test("subjectPublicKeyInfo() stays within any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), cutsOrRefuses), { numRuns: 2000 });
});

Deno.test("subjectPublicKeyInfo() stays within a certificate with changed bytes", () => {
  const changes = fc.array(
    fc.tuple(fc.nat(certificate.length - 1), fc.nat(255)),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(changes, fc.nat(certificate.length), (bytes, length) => {
      const changed = new Uint8Array(certificate);
      for (const [at, value] of bytes) changed[at] = value;
      cutsOrRefuses(changed);
      cutsOrRefuses(changed.subarray(0, length));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("subjectPublicKeyInfo() tells the keys of two certificates apart", () => {
  const [other = new Uint8Array()] = certificatesOf(CA_TWO.pem);
  assert.notDeepEqual(subjectPublicKeyInfo(other), subjectPublicKeyInfo(certificate));
});
