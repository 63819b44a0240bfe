import assert from "node:assert/strict";
import { certificatesOf } from "../../../core/trust/pem.ts";
import { parsePin, pinOf } from "../../../core/trust/pin.ts";
import { createAuthority } from "../../support/pki.ts";
import { throwsWith } from "../kit/errors.ts";
import { CA_ONE, CA_TWO } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const digits = CA_ONE.pin.slice("sha256:".length);

Deno.test.each([
  { text: CA_ONE.pin },
  { text: `sha256:${digits.toUpperCase()}` },
  { text: `SHA256:${digits}` },
  { text: `Sha256:${digits}` },
])("parsePin() takes $text", ({ text }) => {
  assert.equal(parsePin(text), CA_ONE.pin);
});

Deno.test.each<{ text: string; why: string }>([
  { text: "", why: "sha256:HEX" },
  { text: digits, why: "sha256:HEX" },
  { text: `sha256:${digits}:`, why: "sha256:HEX" },
  { text: `sha256::${digits}`, why: "sha256:HEX" },
  { text: `sha512:${digits}`, why: '"sha512" is not a known kind' },
  { text: `:${digits}`, why: '"" is not a known kind' },
  { text: `sha256 :${digits}`, why: "not a known kind" },
  { text: "sha256:", why: "0 digits" },
  { text: `sha256:${digits.slice(1)}`, why: "63 digits" },
  { text: `sha256:${digits}0`, why: "65 digits" },
  { text: `sha256:${digits.slice(1)}g`, why: "not hex" },
  { text: `sha256:${digits.slice(1)}\n`, why: "not hex" },
  { text: `sha256: ${digits.slice(1)}`, why: "not hex" },
  { text: `sha256:0x${digits.slice(2)}`, why: "not hex" },
])('parsePin() refuses "$text"', ({ text, why }) => {
  const error = throwsWith("pin-malformed", () => parsePin(text));
  assert.ok(error.message.includes(why), error.message);
});

Deno.test.each([CA_ONE, CA_TWO])("pinOf() gives the vector $pin", ({ pem, pin }) => {
  const [der = new Uint8Array()] = certificatesOf(pem);
  assert.equal(pinOf(der), pin);
});

Deno.test("pinOf() stays the same when a certificate is renewed with its key", async () => {
  const old = await createAuthority();
  const renewed = await createAuthority({ renews: old, until: new Date(Date.now() + 1e9) });
  const [before = new Uint8Array()] = certificatesOf(old.certificatePem);
  const [after = new Uint8Array()] = certificatesOf(renewed.certificatePem);
  assert.notDeepEqual(before, after);
  assert.equal(pinOf(before), pinOf(after));
});

const openssl = await hasOpenssl();

Deno.test.each(
  [
    { key: "p256" },
    { key: "p384" },
    { key: "rsa2048" },
    { key: "ed25519" },
  ] as const,
)("pinOf() is what OpenSSL says for a $key key", { ignore: !openssl }, async ({ key }) => {
  const { certificatePem } = await createAuthority({ key });
  const [der = new Uint8Array()] = certificatesOf(certificatePem);
  assert.equal(pinOf(der), await pinByOpenssl(certificatePem));
});

Deno.test.each([
  { what: "RSA-PSS", options: ["rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"] },
  {
    what: "explicit curve parameters",
    options: ["EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"],
  },
])(
  "pinOf() is what OpenSSL says for a key with $what",
  { ignore: !openssl },
  async ({ options }) => {
    const pem = await selfSigned(options);
    const [der = new Uint8Array()] = certificatesOf(pem);
    assert.equal(pinOf(der), await pinByOpenssl(pem));
  },
);

async function selfSigned(keyOptions: readonly string[]): Promise<string> {
  const [algorithm = "", ...rest] = keyOptions;
  const key = await run(["genpkey", "-algorithm", algorithm, ...rest]);
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeFile(file, key);
    const subject = ["-subj", "/CN=kubernetes", "-days", "30"];
    return new TextDecoder().decode(await run(["req", "-x509", "-key", file, ...subject]));
  } finally {
    await Deno.remove(file);
  }
}

async function pinByOpenssl(pem: string): Promise<string> {
  const publicKey = await run(["x509", "-pubkey", "-noout"], new TextEncoder().encode(pem));
  const der = await run(["pkey", "-pubin", "-outform", "der"], publicKey);
  const digest = await run(["dgst", "-sha256", "-r"], der);
  return `sha256:${new TextDecoder().decode(digest).split(" ")[0]}`;
}

async function run(args: string[], input: Uint8Array = new Uint8Array()) {
  const child = new Deno.Command("openssl", {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(input);
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return stdout;
}

async function hasOpenssl(): Promise<boolean> {
  try {
    return (await new Deno.Command("openssl", { args: ["version"] }).output()).success;
  } catch {
    return false;
  }
}
