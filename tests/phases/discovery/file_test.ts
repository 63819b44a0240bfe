import assert from "node:assert/strict";
import type { JoinFlags } from "../../../core/config/join_flags.ts";
import type { AnyDiscoveryPlugin } from "../../../core/discovery/contract.ts";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { Secret } from "../../../core/trust/secret.ts";
import { everythingOf, failsWith } from "../../core/kit/errors.ts";
import { type ControlPlane, startControlPlane } from "../../support/control_plane/mod.ts";
import { createAuthority } from "../../support/pki.ts";
import { fileOf, kubeconfig } from "./discovery_files.ts";
import { find, finds, refuses, type Surroundings } from "./finding.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const DAY = 86_400_000;
const evil = await createAuthority();

function by(text: string, flags: JoinFlags = { token: "abcdef.0123456789abcdef" }): Surroundings {
  return {
    files: { "/d.yaml": { text, mode: 0o600 } },
    flags: (root) => ({ discoveryFile: `${root.path}/d.yaml`, ...flags }),
  };
}

Deno.test("file discovery asks the cluster once, verified and without credentials", async () => {
  await using cluster = await startControlPlane();
  const { cluster: found, warnings, outcome, record } = await finds(by(fileOf(cluster)));
  assert.equal(found.server, cluster.url);
  assert.equal(found.ca.because, "in the discovery file");
  assert.deepEqual(found.ca.pins, [cluster.pin]);
  assert.deepEqual(cluster.requests.map(({ user }) => user), ["system:anonymous"]);
  assert.equal(warnings, "");
  assert.ok(outcome?.ok);
  assert.equal(outcome.caBecause, "in the discovery file");
  assert.deepEqual(record.of("plugin"), [{ kind: "plugin", name: "file", carrier: "built-in" }]);
});

Deno.test("file discovery needs no signature of a token", async () => {
  await using cluster = await startControlPlane({ discovery: { signature: { kind: "absent" } } });
  await finds(by(fileOf(cluster)));
});

Deno.test.each<{ what: string; flags: JoinFlags; bearer: string }>([
  { what: "the file", flags: {}, bearer: "of.the.file" },
  {
    what: "--token",
    flags: { token: "abcdef.0123456789abcdef" },
    bearer: "abcdef.0123456789abcdef",
  },
  {
    what: "--tls-bootstrap-token before --token",
    flags: { token: "ghijkl.0123456789abcdef", tlsBootstrapToken: "abcdef.0123456789abcdef" },
    bearer: "abcdef.0123456789abcdef",
  },
])("file discovery takes the credential of $what", async ({ flags, bearer }) => {
  await using cluster = await startControlPlane();
  const text = fileOf(cluster, { user: { token: "of.the.file" } });
  const { cluster: found } = await finds({ ...by(text, flags), secrets: ["of.the.file"] });
  assert.ok(found.credential && "bearer" in found.credential);
  assert.equal(found.credential.bearer.reveal(), bearer);
  assert.deepEqual(cluster.requests.map(({ credential }) => credential), ["none"]);
});

Deno.test("discovery puts the operator's token before the credential of any plugin", async () => {
  await using cluster = await startControlPlane();
  const plugin: AnyDiscoveryPlugin = {
    name: "eager",
    summary: "brings a credential whether one is wanted or not",
    vouches: true,
    fromFlags: () => ({}),
    discover: () =>
      Promise.resolve({
        servers: [cluster.endpoint],
        caPem: cluster.authority.certificatePem,
        credential: { bearer: new Secret("of.the.plugin") },
        evidence: { kind: "source", because: "in the discovery file" },
      }),
  };
  for (const token of [undefined, "abcdef.0123456789abcdef"]) {
    const { cluster: found } = await finds({
      flags: token === undefined ? {} : { token },
      plugins: [plugin],
      secrets: ["of.the.plugin"],
    });
    assert.ok(found.credential && "bearer" in found.credential);
    assert.equal(found.credential.bearer.reveal(), token ?? "of.the.plugin");
  }
});

Deno.test("file discovery says that a credential is missing, before it asks anybody", async () => {
  await using cluster = await startControlPlane();
  for (const user of [undefined, {}]) {
    const { error } = await refuses("credential-missing", by(fileOf(cluster, { user }), {}));
    assert.match(error.hint, /--tls-bootstrap-token/);
  }
  assert.deepEqual(cluster.requests, []);
});

Deno.test.each<
  { what: string; access: "binding-deleted" | "anonymous-off" | "missing"; says: RegExp }
>([
  { what: "403", access: "binding-deleted", says: /without credentials/ },
  { what: "401", access: "anonymous-off", says: /without credentials/ },
  { what: "404", access: "missing", says: /no ConfigMap cluster-info/ },
])(
  "file discovery goes on with the file after $what for cluster-info, and says so",
  async ({ access, says }) => {
    await using cluster = await startControlPlane({ discovery: { access } });
    const { cluster: found, warnings } = await finds(by(fileOf(cluster)));
    assert.equal(found.server, cluster.url);
    assert.match(warnings, /is verified, but does not show its cluster-info/);
    assert.match(warnings, says);
    assert.equal(cluster.requests.length, 1);
  },
);

Deno.test.each<{
  what: string;
  arrange: (cluster: ControlPlane) => unknown;
  code: ErrorCode;
  says: RegExp;
}>([
  {
    what: "nobody listens",
    arrange: (cluster) => cluster.goDown(),
    code: "server-refused",
    says: /refuses connections/,
  },
  {
    what: "nobody answers",
    arrange: (cluster) => cluster.connections.add({ kind: "black-hole" }),
    code: "server-silent",
    says: /did not answer/,
  },
  {
    what: "the server fails",
    arrange: (cluster) => cluster.faults.add({ kind: "status", status: 500 }),
    code: "server-error",
    says: /status 500/,
  },
  {
    what: "a login page answers",
    arrange: (cluster) => cluster.faults.add({ kind: "html" }),
    code: "server-not-kubernetes",
    says: /not JSON/,
  },
  {
    what: "another component answers 403",
    arrange: (cluster) =>
      cluster.faults.add({ kind: "status", status: 403, body: { kind: "text", text: "no" } }),
    code: "server-not-kubernetes",
    says: /does not come from an API server/,
  },
])("file discovery ends with the reason when $what", async ({ arrange, code, says }) => {
  await using cluster = await startControlPlane();
  await arrange(cluster);
  const { error, ms } = await refuses(code, by(fileOf(cluster)));
  assert.match(error.message, says);
  assert.ok(ms < 1500, String(ms));
});

Deno.test("file discovery keeps to the file's CA when the cluster publishes another, and says so", async () => {
  await using cluster = await startControlPlane({ discovery: { caPem: evil.certificatePem } });
  const { cluster: found, warnings } = await finds(by(fileOf(cluster)));
  assert.deepEqual(found.ca.pins, [cluster.pin]);
  assert.match(warnings, new RegExp(`publishes another CA.*${evil.pin}`));
});

Deno.test("file discovery keeps to the file's server when the cluster names another, and says so", async () => {
  const server = "https://elsewhere.example:6443";
  await using cluster = await startControlPlane({ discovery: { server } });
  const { cluster: found, warnings } = await finds(by(fileOf(cluster)));
  assert.equal(found.server, cluster.url);
  assert.match(warnings, /names https:\/\/elsewhere\.example:6443 as its server/);
});

Deno.test.each([
  { what: "a slash at the end of its server", more: { server: "/" } },
  { what: "a CA of two certificates, the file's among them", more: {} },
])("file discovery says nothing about $what", async ({ more }) => {
  await using cluster = await startControlPlane();
  if (more.server !== undefined) cluster.discovery.server = `${cluster.url}${more.server}`;
  const { warnings } = await finds(by(fileOf(cluster)));
  assert.equal(warnings, "");
});

Deno.test("file discovery says nothing about a cluster-info that is no kubeconfig", async () => {
  await using cluster = await startControlPlane();
  cluster.discovery.kubeconfig = { kind: "text", text: "hello" };
  const { cluster: found, warnings } = await finds(by(fileOf(cluster)));
  assert.equal(found.server, cluster.url);
  assert.equal(warnings, "");
});

Deno.test.each<{
  what: string;
  certificate: "other-authority" | "other-name" | "expired" | "not-yet-valid";
  code: ErrorCode;
  says: RegExp;
}>([
  {
    what: "of another CA",
    certificate: "other-authority",
    code: "server-untrusted",
    says: /not trusted/,
  },
  {
    what: "for another name",
    certificate: "other-name",
    code: "server-name-mismatch",
    says: /elsewhere\.example, 192\.0\.2\.1/,
  },
  {
    what: "past its end",
    certificate: "expired",
    code: "server-certificate-expired",
    says: /ended at/,
  },
  {
    what: "of tomorrow",
    certificate: "not-yet-valid",
    code: "server-certificate-expired",
    says: /valid from/,
  },
])(
  "file discovery refuses a server with a certificate $what",
  async ({ certificate, code, says }) => {
    await using cluster = await startControlPlane();
    cluster.connections.add({ kind: "certificate", certificate });
    const { error } = await refuses(code, by(fileOf(cluster)));
    assert.match(error.message, says);
    assert.ok(cluster.requests.every(({ credential }) => credential === "none"));
  },
);

Deno.test("file discovery blames the clock when the server's certificate is of its own day", async () => {
  await using cluster = await startControlPlane({ clockOffset: DAY });
  const identity = await cluster.authority.issue({
    commonName: "kube-apiserver",
    usage: "server",
    ip: ["127.0.0.1"],
    from: new Date(Date.now() + DAY / 2),
    until: new Date(Date.now() + 9 * DAY),
  });
  cluster.connections.add({ kind: "certificate", certificate: identity });
  const { error } = await refuses("clock-off", by(fileOf(cluster)));
  assert.match(error.message, /(23h59m5\d|24h0m\d)s behind the server's/);
});

Deno.test("file discovery without a CA takes the cluster's, when the public roots vouch for the server", async () => {
  const web = await createAuthority({ name: "web" });
  await using cluster = await startControlPlane();
  const identity = await web.issue({ commonName: "w", usage: "server", ip: ["127.0.0.1"] });
  cluster.connections.add({ kind: "certificate", certificate: identity }, { times: 1 });
  const asking = { ...by(kubeconfig({ server: cluster.url })), publicRoots: web.certificatePem };
  const { cluster: found } = await finds(asking);
  assert.deepEqual(found.ca.pins, [cluster.pin]);
  assert.equal(found.ca.because, "in the discovery file");
});

Deno.test("file discovery without a CA refuses a server that the cluster's CA does not vouch for", async () => {
  const web = await createAuthority({ name: "web" });
  await using cluster = await startControlPlane();
  const identity = await web.issue({ commonName: "w", usage: "server", ip: ["127.0.0.1"] });
  cluster.connections.add({ kind: "certificate", certificate: identity });
  const asking = { ...by(kubeconfig({ server: cluster.url })), publicRoots: web.certificatePem };
  const { error } = await refuses("server-untrusted", asking);
  assert.match(error.message, /certificate of a public CA/);
  assert.ok(error.hint.includes(cluster.url));
});

Deno.test("file discovery without a CA still holds pins against the one that it takes", async () => {
  const web = await createAuthority({ name: "web" });
  await using cluster = await startControlPlane();
  const identity = await web.issue({ commonName: "w", usage: "server", ip: ["127.0.0.1"] });
  cluster.connections.add({ kind: "certificate", certificate: identity });
  const flags = { token: cluster.token, discoveryTokenCaCertHash: [evil.pin] };
  const asking = by(kubeconfig({ server: cluster.url }), flags);
  await refuses("pin-mismatch", { ...asking, publicRoots: web.certificatePem });
});

Deno.test.each<
  { what: string; arrange?: (cluster: ControlPlane) => void; vouched: boolean; says: RegExp }
>([
  {
    what: "the public roots do not vouch for the server",
    vouched: false,
    says: /does not give one that can be trusted/,
  },
  {
    what: "cluster-info is forbidden",
    vouched: true,
    arrange: (cluster) => void (cluster.discovery.access = "binding-deleted"),
    says: /does not give one that can be trusted/,
  },
  {
    what: "cluster-info is no kubeconfig",
    vouched: true,
    arrange: (cluster) => void (cluster.discovery.kubeconfig = { kind: "text", text: "hello" }),
    says: /Neither the discovery file nor the cluster-info/,
  },
])("file discovery without a CA is refused when $what", async ({ arrange, vouched, says }) => {
  await using cluster = await startControlPlane();
  arrange?.(cluster);
  const publicRoots = (vouched ? cluster.authority : evil).certificatePem;
  const asking = { ...by(kubeconfig({ server: cluster.url })), publicRoots };
  const { error } = await refuses("discovery-file-insecure", asking);
  assert.match(error.message, says);
  assert.match(error.hint, /certificate-authority-data/);
});

Deno.test("file discovery without a CA never asks without verification, whatever the file allows", async () => {
  await using cluster = await startControlPlane();
  const text = kubeconfig({ server: cluster.url, cluster: { "insecure-skip-tls-verify": true } });
  await refuses("discovery-file-insecure", { ...by(text), publicRoots: evil.certificatePem });
  assert.deepEqual(cluster.requests, []);
});

Deno.test("file discovery that is interrupted ends at once", async () => {
  await using cluster = await startControlPlane();
  cluster.connections.add({ kind: "black-hole" });
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 100);
  const { error, ms } = await find({ ...by(fileOf(cluster)), signal: abort.signal });
  const interrupted = await failsWith("interrupted", () => Promise.reject(error));
  assert.ok(ms < 400, String(ms));
  assert.doesNotMatch(everythingOf(interrupted), /0123456789abcdef/);
});
