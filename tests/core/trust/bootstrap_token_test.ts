import assert from "node:assert/strict";
import fc from "fast-check";
import { parseBootstrapToken } from "../../../core/trust/bootstrap_token.ts";
import { everythingOf, throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("parseBootstrapToken() splits a token and hides its secret", () => {
  const token = parseBootstrapToken("abcdef.0123456789abcdef", "--token");
  assert.equal(token.id, "abcdef");
  assert.equal(token.secret.reveal(), "0123456789abcdef");
  assert.equal(token.bearer.reveal(), "abcdef.0123456789abcdef");
  assert.doesNotMatch(JSON.stringify(token) + Deno.inspect(token), /0123456789abcdef/);
});

Deno.test.each([
  { text: "", why: "it is empty" },
  { text: " abcdef.0123456789abcdef", why: "blanks" },
  { text: "abcdef.0123456789abcdef ", why: "blanks" },
  { text: "abcdef.0123456789abcdef\n", why: "blanks" },
  { text: "ABCDEF.0123456789abcdef", why: "upper-case" },
  { text: "abcdef.0123456789ABCDEF", why: "upper-case" },
  { text: "abcdef0123456789abcdef", why: "0 dots" },
  { text: "abcdef.01234567.89abcdef", why: "2 dots" },
  { text: "abcdef", why: "0 dots" },
  { text: "abcde.0123456789abcdef", why: "5 and 16" },
  { text: "abcdefg.0123456789abcdef", why: "7 and 16" },
  { text: "abcdef.0123456789abcde", why: "6 and 15" },
  { text: "abcdef.0123456789abcdef0", why: "6 and 17" },
  { text: "abcdef.", why: "6 and 0" },
  { text: "abcde-.0123456789abcdef", why: "other than a-z" },
  { text: "abcdef.0123456789abcde_", why: "other than a-z" },
  { text: "abcdef.0123456789abcdé0", why: "other than a-z" },
  { text: "abcdef.0123456\n789abcdef", why: "6 and 17" },
])('parseBootstrapToken() refuses "$text"', ({ text, why }) => {
  const error = throwsWith("token-malformed", () => parseBootstrapToken(text, "--token"));
  assert.ok(error.message.includes(why), error.message);
  assert.ok(error.message.includes("--token"));
});

Deno.test("parseBootstrapToken() names where a token came from", () => {
  const error = throwsWith("token-malformed", () => parseBootstrapToken("x", "--discovery-token"));
  assert.match(error.message, /--discovery-token/);
});

const secretOf = fc.string({
  unit: fc.constantFrom(..."abcdefghjkmnpqrstuvwxyz23456789"),
  minLength: 8,
  maxLength: 20,
});

Deno.test("parseBootstrapToken() never says a part of the secret", () => {
  fc.assert(fc.property(
    secretOf,
    fc.constantFrom("abcdef.", "ABCDEF.", "abcde.", ".", "", " abcdef.", "abcdef..", "abcdef:"),
    fc.constantFrom("", "\n", " ", "!", ".", "é"),
    (secret, before, after) => {
      const text = before + secret + after;
      try {
        parseBootstrapToken(text, "--token");
      } catch {
        const error = throwsWith("token-malformed", () => parseBootstrapToken(text, "--token"));
        // The stack holds file names and positions; all else is ours to choose.
        const said = everythingOf(error).replaceAll(/^\s+at .*$/gm, "");
        for (let index = 0; index + 8 <= secret.length; index++) {
          assert.ok(!said.includes(secret.slice(index, index + 8)), said);
        }
      }
    },
  ));
});

Deno.test("parseBootstrapToken() takes exactly what the form allows", () => {
  fc.assert(fc.property(fc.string({ maxLength: 30 }), (text) => {
    fc.pre(!/^[a-z0-9]{6}\.[a-z0-9]{16}$/.test(text) || text.length !== 23);
    throwsWith("token-malformed", () => parseBootstrapToken(text, "--token"));
  }));
  fc.assert(fc.property(fc.stringMatching(/^[a-z0-9]{6}\.[a-z0-9]{16}$/), (text) => {
    assert.equal(parseBootstrapToken(text, "--token").bearer.reveal(), text);
  }));
});
