import assert from "node:assert/strict";
import {
  type TrustedCa,
  trustFromNode,
  trustPinned,
  trustSigned,
  trustSource,
} from "../../../core/trust/ca.ts";
import { parsePin } from "../../../core/trust/pin.ts";
import { createAuthority } from "../../support/pki.ts";
import { throwsWith } from "../kit/errors.ts";
import { hasOpenssl, openssl } from "../kit/openssl.ts";
import { CA_ONE, CA_TWO } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const [one, two] = [parsePin(CA_ONE.pin), parsePin(CA_TWO.pin)];
const unknown = parsePin(`sha256:${"0".repeat(64)}`);
const NOT_A_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";

Deno.test("trustPinned() trusts a pinned certificate", () => {
  const ca = trustPinned(CA_ONE.pem, [one]);
  assert.equal(ca.pem, CA_ONE.pem);
  assert.deepEqual(ca.pins, [CA_ONE.pin]);
  assert.deepEqual(ca.refused, []);
  assert.equal(ca.because, "pinned");
});

Deno.test.each([
  { what: "first", pins: [one, unknown] },
  { what: "last", pins: [unknown, one] },
  { what: "twice", pins: [one, one] },
])("trustPinned() finds the right pin when it stands $what", ({ pins }) => {
  assert.equal(trustPinned(CA_ONE.pem, pins).pem, CA_ONE.pem);
});

Deno.test.each([
  { what: "behind", bundle: CA_ONE.pem + CA_TWO.pem },
  { what: "in front of", bundle: CA_TWO.pem + CA_ONE.pem },
  { what: "on both sides of", bundle: CA_TWO.pem + CA_ONE.pem + CA_TWO.pem },
])("trustPinned() leaves out an attacker's CA $what the pinned one", ({ bundle }) => {
  const ca = trustPinned(bundle, [one]);
  assert.equal(ca.pem, CA_ONE.pem);
  assert.equal(ca.certificates.length, 1);
  assert.deepEqual(ca.pins, [CA_ONE.pin]);
  assert.ok(ca.refused.length > 0 && ca.refused.every((pin) => pin === CA_TWO.pin));
});

Deno.test("trustPinned() trusts both CAs of a rotation when both are pinned", () => {
  const ca = trustPinned(CA_TWO.pem + CA_ONE.pem, [one, two]);
  assert.equal(ca.pem, CA_TWO.pem + CA_ONE.pem);
  assert.deepEqual(ca.refused, []);
});

Deno.test("trustPinned() drops the text around a certificate", () => {
  assert.equal(trustPinned(`evil: true\n${CA_ONE.pem}\n\n`, [one]).pem, CA_ONE.pem);
});

Deno.test("trustPinned() shows the pins that it found and those that were given", () => {
  const error = throwsWith("pin-mismatch", () => trustPinned(CA_ONE.pem + CA_TWO.pem, [unknown]));
  for (const pin of [one, two, unknown]) assert.ok(error.message.includes(pin));
  assert.deepEqual(error.detail, { found: [one, two], pinned: [unknown] });
});

Deno.test("trustPinned() trusts nothing without pins", () => {
  throwsWith("pin-mismatch", () => trustPinned(CA_ONE.pem, []));
});

Deno.test.each([
  { what: "one that is no certificate", bundle: NOT_A_CERTIFICATE },
  { what: "the pinned one and one that is no certificate", bundle: CA_ONE.pem + NOT_A_CERTIFICATE },
  { what: "nothing", bundle: "" },
])("every maker refuses a bundle with $what", ({ bundle }) => {
  throwsWith("ca-malformed", () => trustPinned(bundle, [one]));
  throwsWith("ca-malformed", () => trustSigned(bundle));
  throwsWith("ca-malformed", () => trustFromNode(bundle));
});

Deno.test("trustSigned() and trustFromNode() take a whole bundle and say why", () => {
  const bundle = CA_ONE.pem + CA_TWO.pem;
  assert.equal(trustSigned(bundle).pem, bundle);
  assert.equal(trustSigned(bundle).because, "signed by the token alone");
  assert.equal(trustFromNode(bundle).because, "on this node already");
});

Deno.test("TrustedCa cannot be made anywhere else", () => {
  const body = { pem: "", certificates: [], pins: [], refused: [], because: "pinned" } as const;
  // @ts-expect-error -- the brand is missing
  const plain: TrustedCa = body;
  // @ts-expect-error -- the brand's name is not to be had
  const copied: TrustedCa = { ...body, trusted: true };
  // @ts-expect-error -- a symbol of the same description is another one
  const forged: TrustedCa = { ...body, [Symbol("trusted")]: true };
  // What there is may be used as it is.
  const real: TrustedCa = trustSigned(CA_ONE.pem);
  assert.ok(plain && copied && forged && real);
});

const leaf = await createAuthority({ notAnAuthority: true });

Deno.test("every maker refuses a certificate that is not a CA's, even a pinned one", () => {
  const makers: ((pem: string) => TrustedCa)[] = [
    (pem) => trustPinned(pem, [one, parsePin(leaf.pin)]),
    trustSigned,
    trustFromNode,
    (pem) => trustSource(pem, "in the discovery file"),
  ];
  for (const make of makers) {
    for (const bundle of [leaf.certificatePem, CA_ONE.pem + leaf.certificatePem]) {
      const error = throwsWith("ca-malformed", () => make(bundle));
      assert.match(error.message, new RegExp(`${leaf.pin} is not a CA's`));
    }
  }
});

Deno.test("trustPinned() leaves out what is not a CA's if it is not pinned", () => {
  assert.equal(trustPinned(CA_ONE.pem + leaf.certificatePem, [one]).pem, CA_ONE.pem);
});

Deno.test("trustPinned() takes a certificate of version 1, which cannot say that it is a CA's", {
  ignore: !await hasOpenssl(),
}, async () => {
  const root = await Deno.makeTempDir({ prefix: "kubeworker-test-" });
  try {
    const pem = await openssl(
      "openssl ecparam -name prime256v1 -genkey -noout -out k && " +
        "openssl req -new -key k -subj /CN=kubernetes -out r && " +
        "openssl x509 -req -in r -signkey k -days 30",
      root,
    );
    assert.equal(trustSigned(pem).certificates.length, 1);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
