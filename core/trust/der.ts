/**
 * As much DER as pins need: cutting the SubjectPublicKeyInfo out of a certificate, byte for byte.
 * Libraries give it re-encoded, which need not be the same bytes (RSA-PSS, explicit curve parameters).
 */

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const SEQUENCE = 0x30;
const VERSION = 0xa0;

interface Element {
  tag: number;
  /** Offset of the tag, of the content, and just behind it. */
  start: number;
  content: number;
  end: number;
}

/**
 * @param der one certificate (RFC 5280 §4.1)
 * @throws RangeError if it is not one
 */
export function subjectPublicKeyInfo(der: Uint8Array): Uint8Array {
  const certificate = read(der, 0, der.length);
  if (certificate.end !== der.length) throw new RangeError("something follows the certificate");
  const tbs = read(der, expect(certificate, SEQUENCE).content, certificate.end);
  let element = read(der, expect(tbs, SEQUENCE).content, tbs.end);
  if (element.tag === VERSION) element = read(der, element.end, tbs.end);
  expect(element, INTEGER); // serialNumber
  // signature, issuer, validity, subject, then the key: by tag, else a name could pass for a key
  for (let i = 0; i < 5; i++) element = expect(read(der, element.end, tbs.end), SEQUENCE);
  const algorithm = expect(read(der, element.content, element.end), SEQUENCE);
  const key = expect(read(der, algorithm.end, element.end), BIT_STRING);
  if (key.end !== element.end) throw new RangeError("something follows the key");
  return der.subarray(element.start, element.end);
}

/**
 * The first element inside a SEQUENCE, with its tag: of a signed structure, what was signed.
 *
 * @throws RangeError if it is not one
 */
export function firstInside(der: Uint8Array): Uint8Array {
  const whole = expect(read(der, 0, der.length), SEQUENCE);
  const inner = read(der, whole.content, whole.end);
  return der.subarray(inner.start, inner.end);
}

function read(der: Uint8Array, start: number, limit: number): Element {
  const tag = der[start];
  const first = der[start + 1];
  if (tag === undefined || first === undefined || start + 2 > limit) {
    throw new RangeError("DER ends too early");
  }
  let length = first;
  let content = start + 2;
  if (first >= 0x80) {
    const size = first & 0x7f;
    if (size === 0 || size > 4) throw new RangeError("DER length is indefinite or too long");
    length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + (der[content + i] ?? 0);
    content += size;
  }
  const end = content + length;
  if (end > limit) throw new RangeError("DER element is longer than what holds it");
  return { tag, start, content, end };
}

function expect(element: Element, tag: number): Element {
  if (element.tag !== tag) throw new RangeError(`DER tag ${element.tag} where ${tag} was expected`);
  return element;
}
