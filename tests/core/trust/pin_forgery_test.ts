import assert from "node:assert/strict";
import { subjectPublicKeyInfo } from "../../../core/trust/der.ts";
import { certificatesOf } from "../../../core/trust/pem.ts";
import { trustPinned } from "../../../core/trust/ca.ts";
import { toPem } from "../../../core/trust/pem.ts";
import { CA_ONE, CA_TWO } from "../kit/vectors.ts";
import { failsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const [pinned = new Uint8Array()] = certificatesOf(CA_ONE.pem);
const [own = new Uint8Array()] = certificatesOf(CA_TWO.pem);

function element(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const size = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return new Uint8Array([tag, ...size, ...parts.flatMap((part) => [...part])]);
}

const sequence = (...parts: Uint8Array[]): Uint8Array => element(0x30, ...parts);
const empty = sequence();
const serial = element(0x02, new Uint8Array([1]));

/** A certificate with somebody's own key, and the pinned key where a certificate has its subject. */
function forged(first: Uint8Array[]): Uint8Array {
  const body = [...first, serial, empty, empty, empty, subjectPublicKeyInfo(pinned)];
  const signature = element(0x03, new Uint8Array([0, 1]));
  return sequence(sequence(...body, subjectPublicKeyInfo(own)), empty, signature);
}

Deno.test("subjectPublicKeyInfo() cuts the key of a certificate whose subject looks like one", () => {
  const version = element(0xa0, element(0x02, new Uint8Array([2])));
  assert.deepEqual(subjectPublicKeyInfo(forged([version])), subjectPublicKeyInfo(own));
  assert.deepEqual(subjectPublicKeyInfo(forged([])), subjectPublicKeyInfo(own));
});

Deno.test.each([
  { what: "a primitive version", first: element(0x80, new Uint8Array([2, 1, 2])) },
  { what: "another tag for the version", first: element(0xa1, serial) },
  { what: "a second serial number", first: serial },
  { what: "NULL", first: element(0x05) },
  { what: "an empty sequence", first: empty },
])("the pinned key in the subject is not taken for the key, after $what", async ({ first }) => {
  const der = forged([first]);
  assert.throws(() => subjectPublicKeyInfo(der), RangeError);
  await failsWith("ca-malformed", () => trustPinned(toPem(der, "CERTIFICATE"), [CA_ONE.pin]));
});
