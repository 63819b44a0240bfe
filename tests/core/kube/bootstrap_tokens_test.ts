import assert from "node:assert/strict";
import type { Api, ApiRequest } from "../../../core/kube/api.ts";
import { createToken, deleteToken, listTokens } from "../../../core/kube/bootstrap_tokens.ts";
import { type StoredToken, tokenSecretOf } from "../../../core/kube/bootstrap_token_secret.ts";
import { Secret } from "../../../core/trust/secret.ts";
import { failsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOKEN: StoredToken = {
  id: "abcdef",
  bearer: new Secret("abcdef.0123456789abcdef"),
  expires: undefined,
  usages: ["signing", "authentication"],
  groups: [],
  description: "",
  forNode: undefined,
};
const SECRETS = "/api/v1/namespaces/kube-system/secrets";

function status(code: number): [number, unknown] {
  return [code, { kind: "Status", message: `it is ${code}`, code }];
}

/** An API that gives these answers, in turn. */
function answering(...answers: [number, unknown][]): { api: Api; seen: ApiRequest[] } {
  const seen: ApiRequest[] = [];
  return {
    seen,
    api: {
      call(request) {
        seen.push(request);
        const [code, body] = answers.shift() ?? assert.fail("nothing more is expected");
        const text = typeof body === "string" ? body : JSON.stringify(body);
        return Promise.resolve({
          status: code,
          text,
          headers: {},
          receivedAt: new Date(),
          peerCertificate: undefined,
        });
      },
      watch: () => Promise.reject(new Error("nothing is watched")),
    },
  };
}

Deno.test("createToken() takes a fresh token that is there already for its own", async () => {
  const { api, seen } = answering(status(409), [200, tokenSecretOf(TOKEN)]);
  await createToken(api, TOKEN, { fresh: true });
  assert.deepEqual(seen.map(({ method, path }) => `${method} ${path}`), [
    `POST ${SECRETS}`,
    `GET ${SECRETS}/bootstrap-token-abcdef`,
  ]);
});

Deno.test("createToken() does not take another's token for its own", async () => {
  const other = tokenSecretOf({ ...TOKEN, bearer: new Secret("abcdef.aaaaaaaaaaaaaaaa") });
  const fresh = answering(status(409), [200, other]);
  await failsWith("token-exists", () => createToken(fresh.api, TOKEN, { fresh: true }));
  const given = answering(status(409));
  await failsWith("token-exists", () => createToken(given.api, TOKEN, { fresh: false }));
});

Deno.test("listTokens() asks for bootstrap tokens alone, and names what is none", async () => {
  const items = [tokenSecretOf(TOKEN), { metadata: { name: "bootstrap-token-zzzzzz" } }];
  const { api, seen } = answering([200, { kind: "SecretList", items }]);
  const { tokens, unusable } = await listTokens(api);
  assert.deepEqual(tokens.map(({ id }) => id), ["abcdef"]);
  assert.deepEqual(unusable, [
    { name: "bootstrap-token-zzzzzz", why: "its name does not fit its token-id" },
  ]);
  assert.equal(
    seen[0]?.path,
    `${SECRETS}?fieldSelector=type%3Dbootstrap.kubernetes.io%2Ftoken`,
  );
});

Deno.test("listTokens() takes a list without items, and no other shape", async () => {
  assert.deepEqual(await listTokens(answering([200, { items: null }]).api), {
    tokens: [],
    unusable: [],
  });
  const odd = answering([200, { items: "sesame" }]);
  const error = await failsWith("response-malformed", () => listTokens(odd.api));
  assert.ok(!error.message.includes("sesame"));
});

Deno.test("deleteToken() tells a token that is not there from a server that is none", async () => {
  assert.equal(await deleteToken(answering(status(200)).api, "abcdef"), true);
  assert.equal(await deleteToken(answering(status(404)).api, "abcdef"), false);
  const page = answering([404, "<html>"]);
  await failsWith("server-not-kubernetes", () => deleteToken(page.api, "abcdef"));
  await failsWith("request-forbidden", () => deleteToken(answering(status(403)).api, "abcdef"));
});
