import assert from "node:assert/strict";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import type { Credential } from "../../core/trust/proposal.ts";
import { createAuthority } from "../support/pki.ts";
import { base64, kubeconfig } from "../phases/discovery/discovery_files.ts";
import { CA_ONE } from "../core/kit/vectors.ts";
import { type Asking, declines, proposes } from "./proposing.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOKEN = "abcdef.0123456789abcdef";
const SECRET = "geheim-wort";
const authority = await createAuthority();
const pair = await authority.issue({ commonName: "joiner", usage: "client" });
const stranger = await authority.issue({ commonName: "other", usage: "client" });
const SECRETS = [
  SECRET,
  "0123456789abcdef",
  ...insideOf(pair.keyPem),
  ...insideOf(stranger.keyPem),
];

/** What of a key must not show, plain and in base64. */
function insideOf(keyPem: string): string[] {
  return [keyPem.split("\n")[1] ?? "", base64(keyPem).slice(40, 120)];
}

function withUser(
  user: Record<string, unknown>,
  beside: Record<string, string> = {},
  mode = 0o600,
): Asking {
  const text = kubeconfig({ server: "https://10.0.0.1:6443", caPem: CA_ONE.pem, user });
  return {
    flags: (root) => ({ discoveryFile: `${root.path}/conf/d.yaml` }),
    async arrange(root) {
      await root.put("/conf/d.yaml", text, mode);
      for (const [path, content] of Object.entries(beside)) await root.put(path, content);
    },
    secrets: SECRETS,
  };
}

function shown(credential: Credential | undefined): string[] {
  assert.ok(credential);
  if ("bearer" in credential) return [credential.bearer.reveal()];
  return [credential.client.certificatePem, credential.client.keyPem.reveal()];
}

const BESIDE = { "/conf/pki/c.crt": pair.certificatePem, "/conf/pki/c.key": pair.keyPem };

Deno.test.each<{ what: string; user: Record<string, unknown>; is: string[] }>([
  { what: "a token", user: { token: TOKEN }, is: [TOKEN] },
  { what: "a token with a newline behind it", user: { token: `${TOKEN}\n` }, is: [TOKEN] },
  { what: "a token file", user: { tokenFile: "token" }, is: ["from-file"] },
  {
    what: "a token file before a token",
    user: { tokenFile: "token", token: TOKEN },
    is: ["from-file"],
  },
  {
    what: "a client certificate in it",
    user: {
      "client-certificate-data": base64(pair.certificatePem),
      "client-key-data": base64(pair.keyPem),
    },
    is: [pair.certificatePem, pair.keyPem],
  },
  {
    what: "a client certificate beside it",
    user: { "client-certificate": "pki/c.crt", "client-key": "pki/c.key" },
    is: [pair.certificatePem, pair.keyPem],
  },
  {
    what: "a client certificate before a token",
    user: { "client-certificate": "pki/c.crt", "client-key": "pki/c.key", token: TOKEN },
    is: [pair.certificatePem, pair.keyPem],
  },
  {
    what: "data before paths",
    user: {
      "client-certificate": "none.crt",
      "client-certificate-data": base64(pair.certificatePem),
      "client-key": "pki/c.key",
    },
    is: [pair.certificatePem, pair.keyPem],
  },
])("file discovery brings $what", async ({ user, is }) => {
  const asking = withUser(user, { ...BESIDE, "/conf/token": "from-file\n" });
  const { proposal, warnings } = await proposes(asking);
  assert.deepEqual(shown(proposal.credential), is);
  assert.equal(warnings, "");
});

Deno.test("file discovery brings none for a user without any", async () => {
  assert.equal((await proposes(withUser({}))).proposal.credential, undefined);
});

Deno.test("file discovery warns of a credential that others can read", async () => {
  const { warnings } = await proposes(withUser({ token: TOKEN }, {}, 0o644));
  assert.match(warnings, /holds a credential, and others can read it \(chmod 0600 \//);
});

interface Unusable {
  what: string;
  user: Record<string, unknown>;
  beside?: Record<string, string>;
  code?: ErrorCode;
  says: RegExp;
}

const UNUSABLE: Unusable[] = [
  { what: "a password", user: { username: "u", password: SECRET }, says: /password.*1\.19/ },
  {
    what: "an auth-provider",
    user: { "auth-provider": { name: "oidc", config: { token: SECRET } } },
    says: /auth-provider.*1\.26/,
  },
  {
    what: "a token with a newline in it",
    user: { token: `${SECRET}\r\nX: y` },
    says: /not a token/,
  },
  {
    what: "an empty token file",
    user: { tokenFile: "t" },
    beside: { "/conf/t": "" },
    says: /not a token/,
  },
  {
    what: "a token file that is not there",
    user: { tokenFile: "none" },
    code: "discovery-file-unreadable",
    says: /tokenFile of .*\/conf\/none/,
  },
  {
    what: "a key of another certificate",
    user: {
      "client-certificate-data": base64(pair.certificatePem),
      "client-key-data": base64(stranger.keyPem),
    },
    says: /do not belong together/,
  },
  {
    what: "a certificate without key",
    user: { "client-certificate-data": base64(pair.certificatePem) },
    says: /no key/,
  },
  {
    what: "a key that is not base64",
    user: { "client-certificate": "pki/c.crt", "client-key-data": `${SECRET}!` },
    beside: BESIDE,
    says: /client-key-data of .* is not base64/,
  },
  {
    what: "a key that is no key",
    user: { "client-certificate": "pki/c.crt", "client-key-data": base64(SECRET) },
    beside: BESIDE,
    says: /not a PEM private key/,
  },
  {
    what: "a token that is no text",
    user: { token: { [SECRET]: 1 } },
    code: "discovery-file-malformed",
    says: /user "u": token: expected string/,
  },
  {
    what: "a program that nobody allowed",
    user: {
      exec: { apiVersion: "client.authentication.k8s.io/v1", command: "aws", args: [SECRET] },
    },
    code: "credential-plugin-forbidden",
    says: /wants to run "aws", and none was allowed/,
  },
];

Deno.test.each(UNUSABLE)("file discovery refuses $what", async (unusable) => {
  const { user, beside = {}, code = "credential-unusable", says } = unusable;
  const { error } = await declines(code, withUser(user, beside));
  assert.match(error.message, says);
});

Deno.test.each(UNUSABLE.filter(({ what }) => what !== "a token that is no text"))(
  "file discovery does not look at $what when a token for it was given",
  async ({ user, beside = {} }) => {
    const asking = withUser(user, beside);
    const { proposal } = await proposes({
      ...asking,
      flags: (root) => ({
        discoveryFile: `${root.path}/conf/d.yaml`,
        tlsBootstrapToken: "ghijkl.fedcba9876543210",
      }),
    });
    assert.equal(proposal.credential, undefined);
  },
);
