import assert from "node:assert/strict";
import {
  readTokenSecret,
  type StoredToken,
  type TokenSecret,
  tokenSecretOf,
} from "../../../core/kube/bootstrap_token_secret.ts";
import { makeBootstrapToken } from "../../../core/trust/make_bootstrap_token.ts";
import { Secret } from "../../../core/trust/secret.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOKEN: StoredToken = {
  id: "abcdef",
  bearer: new Secret("abcdef.0123456789abcdef"),
  expires: new Date("2026-01-02T03:04:05.678Z"),
  usages: ["signing", "authentication"],
  groups: ["system:bootstrappers:a", "system:bootstrappers:b"],
  description: "zwölf",
  forNode: "n1",
};

function secret(data: Record<string, string>, name = "bootstrap-token-abcdef"): TokenSecret {
  const encode = (text: string): string => new TextEncoder().encode(text).toBase64();
  return {
    metadata: { name },
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, encode(value)])),
  };
}

const GOOD = { "token-id": "abcdef", "token-secret": "0123456789abcdef" };

Deno.test("readTokenSecret() reads what tokenSecretOf() writes", () => {
  const written: unknown = tokenSecretOf(TOKEN);
  const read = readTokenSecret(written as TokenSecret);
  assert(typeof read !== "string", String(read));
  const { bearer, ...rest } = read;
  const { bearer: _bearer, ...expected } = TOKEN;
  assert.deepEqual(rest, { ...expected, expires: new Date("2026-01-02T03:04:05Z") });
  assert.equal(bearer.reveal(), "abcdef.0123456789abcdef");
});

Deno.test("tokenSecretOf() leaves out what is not there", () => {
  const bare = { ...TOKEN, expires: undefined, groups: [], description: "", forNode: undefined };
  assert.deepEqual(tokenSecretOf({ ...bare, usages: [] }), {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "bootstrap-token-abcdef", namespace: "kube-system" },
    type: "bootstrap.kubernetes.io/token",
    data: { "token-id": "YWJjZGVm", "token-secret": "MDEyMzQ1Njc4OWFiY2RlZg==" },
  });
});

Deno.test("readTokenSecret() takes a usage only where it says true", () => {
  const read = readTokenSecret(secret({
    ...GOOD,
    "usage-bootstrap-signing": "True",
    "usage-bootstrap-authentication": "true",
    "usage-bootstrap-other": "true",
  }));
  assert(typeof read !== "string");
  assert.deepEqual(read.usages, ["authentication"]);
  assert.equal(read.expires, undefined);
});

Deno.test.each([
  { is: secret({ ...GOOD, "token-id": "abcdeg" }), says: /name does not fit/ },
  { is: secret({}, "bootstrap-token-"), says: /token-id is not/ },
  { is: secret({ "token-id": "ABCDEF" }, "bootstrap-token-ABCDEF"), says: /token-id is not/ },
  { is: secret({ ...GOOD, "token-secret": "sesame" }), says: /token-secret is not/ },
  { is: secret({ ...GOOD, expiration: "tomorrow" }), says: /expiration is no RFC 3339/ },
  { is: secret({ ...GOOD, expiration: "2026-13-45T99:00:00Z" }), says: /expiration is no RFC/ },
  {
    is: { metadata: { name: "x" }, data: { "token-secret": "sesame!" } },
    says: /token-secret is not base64/,
  },
  { is: { metadata: { name: "x" } }, says: /name does not fit/ },
])("readTokenSecret() says $says, and nothing of the values", ({ is, says }) => {
  const why = readTokenSecret(is);
  assert(typeof why === "string");
  assert.match(why, says);
  assert.ok(!/sesame|tomorrow|0123456789abcdef/.test(why));
});

Deno.test("makeBootstrapToken() uses all characters alike, and makes no token twice", () => {
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  for (let round = 0; round < 5000; round++) {
    const { id, secret, bearer } = makeBootstrapToken();
    assert.match(bearer.reveal(), /^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    assert.equal(bearer.reveal(), `${id}.${secret.reveal()}`);
    seen.add(bearer.reveal());
    for (const character of id + secret.reveal()) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  assert.equal(seen.size, 5000);
  assert.equal(counts.size, 36);
  // 110,000 characters: 3,056 each, give or take 55; a byte modulo 36 would give the first four 3,438.
  for (const [character, count] of counts) {
    assert.ok(Math.abs(count - 110_000 / 36) < 330, `"${character}" came ${count} times`);
  }
});
