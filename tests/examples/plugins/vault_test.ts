import assert from "node:assert/strict";
import { failsWith } from "../../core/kit/errors.ts";
import { createAuthority } from "../../support/pki.ts";
import { freePort } from "../../support/free_port.ts";
import { startVault, type Vault, type VaultOptions } from "../../support/servers/vault.ts";
import { discoverListed } from "./listed.ts";
import { propose, refuse } from "./running.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOKEN = "abcdef.0123456789abcdef";
const CA = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";
const SECRETS = { kubeworker: { servers: "10.0.0.1:6443,10.0.0.2:6443", ca: CA, token: TOKEN } };

/** Where the plugin's files lie, and what its section says. */
interface Machine extends AsyncDisposable {
  readonly section: Record<string, string>;
  readonly granted: { net: string[]; read: string[] };
}

async function machine(vault: Vault, wrapping: string): Promise<Machine> {
  const folder = await Deno.makeTempDir({ prefix: "kubeworker-vault-" });
  await Deno.writeTextFile(`${folder}/token`, `${wrapping}\n`, { mode: 0o600 });
  await Deno.writeTextFile(`${folder}/ca.crt`, vault.authority.certificatePem);
  return {
    section: {
      address: vault.address,
      secret: "secret/data/kubeworker",
      wrappingTokenFile: `${folder}/token`,
      ca: `${folder}/ca.crt`,
    },
    granted: { net: [vault.host], read: [folder] },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("vault unwraps its token once, and reads the secret with it", async () => {
  await using vault = await startVault({ secrets: SECRETS });
  await using here = await machine(vault, vault.wrapToken());
  assert.deepEqual(await propose("vault", here.section, here.granted), {
    servers: ["10.0.0.1:6443", "10.0.0.2:6443"],
    caPem: CA,
    credential: { token: TOKEN },
    evidence: { kind: "vouched", by: `"secret/data/kubeworker" of Vault at ${vault.address}` },
  });
  assert.deepEqual(vault.requests, [
    "POST /v1/sys/wrapping/unwrap",
    "GET /v1/secret/data/kubeworker",
  ]);
});

Deno.test("vault brings a join what it needs, secrets as such", async () => {
  await using vault = await startVault({ secrets: SECRETS });
  await using here = await machine(vault, vault.wrapToken());
  const listed = await discoverListed("vault", here.section, { ...here.granted, vouch: true });
  assert.deepEqual(listed.proposal.servers, ["10.0.0.1:6443", "10.0.0.2:6443"]);
  assert.deepEqual(listed.proposal.evidence, {
    kind: "source",
    because: "vouched for by a plugin",
    by: `"secret/data/kubeworker" of Vault at ${vault.address}`,
  });
  const { credential } = listed.proposal;
  assert.equal(credential && "bearer" in credential && credential.bearer.reveal(), TOKEN);
  assert.ok(!JSON.stringify(listed).includes(TOKEN));
});

Deno.test("vault takes its wrapping token from the section, too", async () => {
  await using vault = await startVault({ secrets: SECRETS });
  await using here = await machine(vault, "");
  const { wrappingTokenFile: _, ...section } = here.section;
  const wrappingToken = vault.wrapToken();
  assert.ok(await propose("vault", { ...section, wrappingToken }, here.granted));
  const both = { ...here.section, wrappingToken };
  await failsWith("plugin-section-invalid", () => propose("vault", both, here.granted));
});

Deno.test("vault says that a wrapping token was used before, without naming it", async () => {
  await using vault = await startVault({ secrets: SECRETS });
  const wrapping = vault.wrapToken();
  await using here = await machine(vault, wrapping);
  await propose("vault", here.section, here.granted);
  const failed = await refuse("token-spent", "vault", here.section, here.granted);
  assert.match(failed.message, /status 400, "wrapping token is not valid or does not exist"/);
  assert.match(failed.hint, /if not by you, revoke/);
  assert.ok(!failed.everything.includes(wrapping));
});

Deno.test.each<
  { what: string; code: string; options?: VaultOptions; wrap: (vault: Vault) => string }
>([
  {
    what: "a wrapping token has expired",
    code: "token-spent",
    wrap: (vault) => vault.wrapToken({ ttlMs: -1 }),
  },
  {
    what: "what was wrapped is not a token",
    code: "not-a-token",
    wrap: (vault) => vault.wrap({ data: { data: SECRETS.kubeworker } }),
  },
  {
    what: "the token's policy does not let it read the secret",
    code: "forbidden",
    wrap: (vault) => vault.wrapToken({ allowed: "secret/data/other" }),
  },
  {
    what: "there is no such secret",
    code: "no-secret",
    options: { secrets: {} },
    wrap: (vault) => vault.wrapToken(),
  },
  {
    what: "the secret is of something else",
    code: "not-a-cluster",
    options: { secrets: { kubeworker: { password: TOKEN } } },
    wrap: (vault) => vault.wrapToken(),
  },
  {
    what: "Vault is sealed",
    code: "no-answer",
    options: { sealed: true },
    wrap: () => "hvs.any",
  },
  {
    what: "Vault answers without end",
    code: "no-answer",
    options: { answer: { status: 200, text: "x".repeat(2 << 20) } },
    wrap: () => "hvs.any",
  },
])("vault says that $what", async ({ code, options = {}, wrap }) => {
  await using vault = await startVault({ secrets: SECRETS, ...options });
  await using here = await machine(vault, wrap(vault));
  const { everything } = await refuse(code, "vault", here.section, here.granted);
  assert.ok(!everything.includes(TOKEN));
});

Deno.test("vault trusts nobody but the CA in its section, and sends no token to another", async () => {
  await using vault = await startVault({ secrets: SECRETS });
  await using here = await machine(vault, vault.wrapToken());
  const { certificatePem } = await createAuthority();
  await Deno.writeTextFile(here.section.ca ?? "", certificatePem);
  const { message } = await refuse("no-answer", "vault", here.section, here.granted);
  assert.match(message, /certificate/i);
  assert.deepEqual(vault.requests, []);
});

Deno.test("vault trusts the public CAs where its section has none", async () => {
  await using vault = await startVault({ secrets: SECRETS });
  await using here = await machine(vault, vault.wrapToken());
  const { ca: _, ...section } = here.section;
  await refuse("no-answer", "vault", section, here.granted);
  assert.deepEqual(vault.requests, []);
});

Deno.test("vault says that nobody is there", async () => {
  await using vault = await startVault({ secrets: SECRETS });
  await using here = await machine(vault, vault.wrapToken());
  const host = `127.0.0.1:${freePort()}`;
  const section = { ...here.section, address: `https://${host}` };
  const { message } = await refuse("no-answer", "vault", section, {
    ...here.granted,
    net: [host],
  });
  assert.match(message, /ECONNREFUSED/);
});
