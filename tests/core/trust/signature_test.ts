import assert from "node:assert/strict";
import fc from "fast-check";
import { parseBootstrapToken } from "../../../core/trust/bootstrap_token.ts";
import { isSignedBy } from "../../../core/trust/signature.ts";
import { signDetached } from "../../support/control_plane/jws.ts";
import { KUBECONFIG, SIGNATURES, TOKEN } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const token = parseBootstrapToken(TOKEN, "--token");
const parts = { id: "abcdef", secret: "0123456789abcdef" };

Deno.test.each([
  { what: "the right text", content: KUBECONFIG, signature: SIGNATURES.right, good: true },
  { what: "an empty text", content: "", signature: SIGNATURES.ofNothing, good: true },
  {
    what: "a text without final newline",
    content: KUBECONFIG.trimEnd(),
    signature: SIGNATURES.withoutFinalNewline,
    good: true,
  },
  {
    what: "a signature by another secret",
    content: KUBECONFIG,
    signature: SIGNATURES.otherSecret,
    good: false,
  },
  {
    what: "a signature of the text without its newline",
    content: KUBECONFIG,
    signature: SIGNATURES.withoutFinalNewline,
    good: false,
  },
  {
    what: "a signature of nothing",
    content: KUBECONFIG,
    signature: SIGNATURES.ofNothing,
    good: false,
  },
  { what: "no signature", content: KUBECONFIG, signature: "", good: false },
  { what: "two dots", content: KUBECONFIG, signature: "..", good: false },
])("isSignedBy() agrees with the reference library on $what", ({ content, signature, good }) => {
  assert.equal(isSignedBy(token, content, signature), good);
});

Deno.test.each([
  { what: "its final newline removed", content: KUBECONFIG.slice(0, -1) },
  { what: "a newline added", content: `${KUBECONFIG}\n` },
  { what: "CRLF line ends", content: KUBECONFIG.replaceAll("\n", "\r\n") },
  { what: "a byte order mark", content: `\uFEFF${KUBECONFIG}` },
  { what: "one letter changed", content: KUBECONFIG.replace("192.0.2.10", "192.0.2.11") },
  { what: "a blank at a line's end", content: KUBECONFIG.replace("users: null", "users: null ") },
])("isSignedBy() refuses a text with $what", ({ content }) => {
  assert.equal(isSignedBy(token, content, SIGNATURES.right), false);
});

Deno.test.each([
  { what: "members swapped", options: { header: '{"kid":"abcdef","alg":"HS256"}' } },
  { what: "a blank", options: { header: '{"alg":"HS256", "kid":"abcdef"}' } },
  { what: "alg none", options: { header: '{"alg":"none","kid":"abcdef"}' } },
  { what: "another alg", options: { header: '{"alg":"HS512","kid":"abcdef"}' } },
  { what: "typ added", options: { header: '{"alg":"HS256","kid":"abcdef","typ":"JWT"}' } },
  { what: "a key id that is not ours", options: { header: '{"alg":"HS256","kid":"abcdeg"}' } },
  { what: "no key id", options: { header: '{"alg":"HS256"}' } },
  { what: "a trailing newline", options: { header: '{"alg":"HS256","kid":"abcdef"}\n' } },
  {
    what: "crit",
    options: { header: '{"alg":"HS256","kid":"abcdef","crit":["b64"],"b64":false}' },
  },
])("isSignedBy() refuses a header with $what, properly signed", ({ options }) => {
  assert.equal(isSignedBy(token, KUBECONFIG, signDetached(KUBECONFIG, parts, options)), false);
});

Deno.test.each([
  { what: "padding", change: (good: string) => `${good}=` },
  { what: "a trailing newline", change: (good: string) => `${good}\n` },
  { what: "a leading blank", change: (good: string) => ` ${good}` },
  {
    what: "its payload attached",
    change: () => signDetached(KUBECONFIG, parts, { attached: true }),
  },
  { what: "no payload dot", change: (good: string) => good.replace("..", ".") },
  { what: "no signature part", change: (good: string) => good.slice(0, good.indexOf("..") + 2) },
  { what: "its last letter missing", change: (good: string) => good.slice(0, -1) },
  { what: "base64 in place of base64url", change: (good: string) => good.replace("-", "+") },
  { what: "upper case", change: (good: string) => good.toUpperCase() },
  // The last letter of 43 has two unused bits: other letters decode to the same bytes.
  { what: "another spelling of the same bytes", change: (good: string) => `${good.slice(0, -1)}t` },
])("isSignedBy() refuses a signature with $what", ({ change }) => {
  const changed = change(SIGNATURES.right);
  assert.notEqual(changed, SIGNATURES.right);
  assert.equal(isSignedBy(token, KUBECONFIG, changed), false);
});

Deno.test("isSignedBy() takes what the bootstrap signer signs, whatever the text", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    assert.ok(isSignedBy(token, text, signDetached(text, parts)));
  }));
});

Deno.test("isSignedBy() refuses every text but the right one", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    fc.pre(text !== SIGNATURES.right);
    assert.equal(isSignedBy(token, KUBECONFIG, text), false);
  }));
});

Deno.test("isSignedBy() refuses every single changed character of the signature", () => {
  for (let index = 0; index < SIGNATURES.right.length; index++) {
    const other = SIGNATURES.right[index] === "A" ? "B" : "A";
    const changed = SIGNATURES.right.slice(0, index) + other + SIGNATURES.right.slice(index + 1);
    assert.equal(isSignedBy(token, KUBECONFIG, changed), false, `position ${index}`);
  }
});
