import assert from "node:assert/strict";
import { readProposal } from "../../../../core/discovery/user/proposal_form.ts";
import { createAuthority } from "../../../support/pki.ts";
import { everythingOf, throwsWith } from "../../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const AS = { name: "p", mayVouch: false };
const SERVERS = { servers: ["10.0.0.1:6443"] };

Deno.test("every form of the contract is read", async () => {
  const evidence = { kind: "cluster-info", kubeconfig: "text", signature: "a..b" } as const;
  assert.deepEqual(readProposal({ ...SERVERS, caPem: "pem", evidence }, AS), {
    ...SERVERS,
    caPem: "pem",
    evidence,
  });
  const authority = await createAuthority();
  const pair = await authority.issue({ commonName: "p", usage: "client" });
  const client = { clientCertificatePem: pair.certificatePem, clientKeyPem: pair.keyPem };
  const proposal = readProposal({ ...SERVERS, credential: client }, AS);
  assert.doesNotMatch(JSON.stringify(proposal), /PRIVATE KEY/);
  assert.ok(proposal.credential !== undefined && "client" in proposal.credential);
  assert.equal(proposal.credential.client.keyPem.reveal(), pair.keyPem);
  const vouched = { ...SERVERS, evidence: { kind: "vouched", by: "minisign" } };
  assert.deepEqual(readProposal(vouched, { ...AS, mayVouch: true }).evidence, {
    kind: "source",
    because: "vouched for by a plugin",
    by: "minisign",
  });
});

Deno.test.each([
  { what: "no object", value: [], says: /it: expected a mapping/ },
  { what: "null", value: null, says: /it: expected a mapping/ },
  { what: "no servers", value: {}, says: /servers: missing/ },
  { what: "one server as a text", value: { servers: "a:1" }, says: /servers: expected a list/ },
  { what: "a number as a server", value: { servers: [1] }, says: /servers\[0\]: expected a text/ },
  { what: "an unknown field", value: { ...SERVERS, ca: "x" }, says: /ca: unknown field/ },
  {
    what: "a large CA",
    value: { ...SERVERS, caPem: "x".repeat(300_000) },
    says: /more than 256 KiB/,
  },
  {
    what: "unknown evidence",
    value: { ...SERVERS, evidence: { kind: "trust-me" } },
    says: /evidence/,
  },
  {
    what: "evidence of a source, which is no plugin's to give",
    value: { ...SERVERS, evidence: { kind: "source", because: "in the discovery file" } },
    says: /evidence/,
  },
  ...["", "x".repeat(501), "two\nlines", "\x1b[2Jgone", "\u202etxt", "\u009b1m"].map((by) => ({
    what: `evidence by ${JSON.stringify(by.slice(0, 12))}`,
    value: { ...SERVERS, evidence: { kind: "vouched", by } },
    says: /evidence\.by: not a printable line of at most 500 characters/,
  })),
  {
    what: "cluster-info without signature",
    value: { ...SERVERS, evidence: { kind: "cluster-info", kubeconfig: "x" } },
    says: /evidence\.signature: missing/,
  },
  {
    what: "half a client certificate",
    value: { ...SERVERS, credential: { clientKeyPem: "hunter2" } },
    says: /credential/,
  },
  {
    what: "a token that ends a header",
    value: { ...SERVERS, credential: { token: "hunter2\r\nX: y" } },
    says: /its token is not one/,
  },
  { what: "an empty token", value: { ...SERVERS, credential: { token: "" } }, says: /credential/ },
])("a proposal with $what is refused", ({ value, says }) => {
  const error = throwsWith("plugin-malformed", () => readProposal(value, AS));
  assert.match(error.message, says);
  assert.match(error.message, /^Cannot use the proposal of plugin "p": /);
  assert.doesNotMatch(everythingOf(error), /hunter2/);
});

Deno.test("a client certificate whose key is another's is refused", async () => {
  const authority = await createAuthority();
  const [one, two] = await Promise.all(
    ["a", "b"].map((commonName) => authority.issue({ commonName, usage: "client" })),
  );
  const credential = { clientCertificatePem: one?.certificatePem, clientKeyPem: two?.keyPem };
  const error = throwsWith(
    "credential-unusable",
    () => readProposal({ ...SERVERS, credential }, AS),
  );
  assert.match(error.message, /of the proposal of plugin "p": .* do not belong together/);
});
