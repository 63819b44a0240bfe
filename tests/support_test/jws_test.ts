import assert from "node:assert/strict";
import { signDetached } from "../support/control_plane/jws.ts";

const text = "apiVersion: v1\nclusters:\n- cluster:\n    server: https://192.0.2.10:6443\n" +
  '  name: ""\ncontexts: null\ncurrent-context: ""\nkind: Config\npreferences: {}\nusers: null\n';
const header = "eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9";
const token = { id: "abcdef", secret: "0123456789abcdef" };

/** Values of a real bootstrap signer's routine. */
const vectors = [
  { text, token, mac: "X4GX7iDniPclfZDdOrN7-K3IlribzSMXhZBMXFBb0Xs" },
  {
    text,
    token: { ...token, secret: "0123456789abcdee" },
    mac: "YQBYvpyIH9hAtkkC9fMXk1H1b-AbQL4f7mxUQpwwDQM",
  },
  { text: text.trimEnd(), token, mac: "ZI9a7P-Oi2h0zyETxzrEM4FXOsjkQ8N3BEe0pSrQ3yw" },
  { text: "", token, mac: "MO2tlCpY1xB334qWeOe_XEv9c6DIMRNmKJZImOzY17k" },
];

Deno.test("signDetached() signs as the bootstrap signer does", () => {
  for (const vector of vectors) {
    assert.equal(signDetached(vector.text, vector.token), `${header}..${vector.mac}`);
  }
});

Deno.test("signDetached() makes variants that must be refused", () => {
  const good = signDetached(text, token);
  assert.equal(signDetached(text, token, { suffix: "=" }), `${good}=`);
  assert.match(signDetached(text, token, { attached: true }), /^[\w-]+\.[\w-]+\.[\w-]+$/);
  const none = signDetached(text, token, { header: '{"alg":"none","kid":"abcdef"}' });
  assert.notEqual(none.split(".")[0], header);
});
