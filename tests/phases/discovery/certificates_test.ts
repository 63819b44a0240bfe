import assert from "node:assert/strict";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { flagsFor } from "../../core/kit/joining.ts";
import { type ControlPlane, startControlPlane } from "../../support/control_plane/mod.ts";
import {
  type Authority,
  type CertificateOptions,
  createAuthority,
  type Identity,
} from "../../support/pki.ts";
import { finds, refuses } from "./finding.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NAMES: CertificateOptions = {
  commonName: "kube-apiserver",
  usage: "server",
  ip: ["127.0.0.1"],
};

function show(cluster: ControlPlane, identity: Identity): void {
  cluster.connections.add({ kind: "certificate", certificate: identity });
}

Deno.test.each([{ key: "rsa2048" }, { key: "p256" }, { key: "p384" }, { key: "ed25519" }] as const)(
  "discovery finds a cluster whose CA has a key of kind $key",
  async ({ key }) => {
    await using cluster = await startControlPlane({ authority: await createAuthority({ key }) });
    const { cluster: found } = await finds({ flags: flagsFor(cluster) });
    assert.deepEqual(found.ca.pins, [cluster.pin]);
    assert.equal(found.ca.because, "pinned");
  },
);

Deno.test("discovery takes a CA whose certificate was renewed with the pinned key", async () => {
  const old = await createAuthority();
  const authority = await createAuthority({ renews: old, until: new Date(Date.now() + DAY) });
  await using cluster = await startControlPlane({ authority });
  const { cluster: found } = await finds({
    flags: flagsFor(cluster, { discoveryTokenCaCertHash: [old.pin] }),
  });
  assert.equal(found.ca.pem, authority.certificatePem);
});

async function intermediate(): Promise<{ root: Authority; middle: Authority; leaf: Identity }> {
  const root = await createAuthority({ name: "root" });
  const middle = await createAuthority({ name: "middle", issuer: root });
  return { root, middle, leaf: await middle.issue(NAMES) };
}

Deno.test("discovery follows a chain of certificates up to the pinned root", async () => {
  const { root, middle, leaf } = await intermediate();
  await using cluster = await startControlPlane({ authority: root });
  show(cluster, { ...leaf, certificatePem: leaf.certificatePem + middle.certificatePem });
  await finds({ flags: flagsFor(cluster) });
});

Deno.test("discovery refuses a chain with a link missing", async () => {
  const { root, leaf } = await intermediate();
  await using cluster = await startControlPlane({ authority: root });
  show(cluster, leaf);
  await refuses("server-untrusted", { flags: flagsFor(cluster) });
});

Deno.test("discovery takes an intermediate CA that is pinned itself", async () => {
  const { root, middle, leaf } = await intermediate();
  await using cluster = await startControlPlane({
    authority: root,
    discovery: { caPem: middle.certificatePem },
  });
  show(cluster, leaf);
  const flags = flagsFor(cluster, { discoveryTokenCaCertHash: [middle.pin] });
  assert.deepEqual((await finds({ flags })).cluster.ca.pins, [middle.pin]);
});

Deno.test.each<{ what: string; make: (authority: Authority) => Promise<Identity> }>([
  {
    what: "a certificate for clients",
    make: (authority) => authority.issue({ ...NAMES, usage: "client" }),
  },
  {
    what: "a certificate of a CA with the same name",
    make: async () => (await createAuthority()).issue(NAMES),
  },
])("discovery refuses a server with $what", async ({ make }) => {
  await using cluster = await startControlPlane();
  show(cluster, await make(cluster.authority));
  await refuses("server-untrusted", { flags: flagsFor(cluster) });
});

Deno.test("discovery refuses a CA that is none, even if it is pinned", async () => {
  const authority = await createAuthority({ notAnAuthority: true });
  await using cluster = await startControlPlane({ authority });
  const { error } = await refuses("ca-malformed", { flags: flagsFor(cluster) });
  assert.match(error.message, new RegExp(`${authority.pin} is not a CA's`));
  assert.equal(cluster.requests.length, 1);
});

Deno.test.each<
  { what: string; from: number; until: number; ahead?: number; code: ErrorCode; says: RegExp }
>([
  {
    what: "has ended",
    from: -2 * DAY,
    until: -DAY,
    code: "ca-expired",
    says: /CA ended at .*this machine's time/,
  },
  { what: "is of tomorrow", from: DAY, until: 2 * DAY, code: "ca-expired", says: /valid from/ },
  {
    what: "is new, on a machine an hour behind",
    from: -HOUR / 2,
    until: DAY,
    ahead: -HOUR,
    code: "clock-off",
    says: /CA is valid from .* (59m5\d|1h0m\d)s behind/,
  },
  {
    what: "is new, on a machine a day behind",
    from: -HOUR / 2,
    until: DAY,
    ahead: -DAY,
    code: "clock-off",
    says: /(23h59m5\d|24h0m\d)s behind/,
  },
  {
    what: "is good, on a machine a year ahead",
    from: -DAY,
    until: 300 * DAY,
    ahead: 365 * DAY,
    code: "clock-off",
    says: /CA ended at .* (8759h59m5\d|8760h0m\d)s ahead/,
  },
])("discovery makes $code of a CA that $what", async ({ from, until, ahead = 0, code, says }) => {
  const now = Date.now();
  const authority = await createAuthority({
    from: new Date(now + from),
    until: new Date(now + until),
  });
  await using cluster = await startControlPlane({ authority });
  const { error } = await refuses(code, { flags: flagsFor(cluster), clockAheadMs: ahead });
  assert.match(error.message, says);
});

Deno.test.each([
  { what: "an hour ahead", ahead: HOUR, says: /(59m5\d|1h0m\d)s ahead of the API server's/ },
  { what: "a day ahead", ahead: DAY, says: /(23h59m5\d|24h0m\d)s ahead/ },
  { what: "a minute behind", ahead: -60_000, says: /(5\d|1m\d)s behind/ },
])("discovery warns of a clock that is $what and goes on", async ({ ahead, says }) => {
  await using cluster = await startControlPlane();
  const { record } = await finds({ flags: flagsFor(cluster), clockAheadMs: ahead });
  const [problem, ...rest] = record.of("problem");
  assert.deepEqual(rest, []);
  assert.equal(problem?.level, "warning");
  assert.match(problem.text, says);
});

Deno.test("discovery goes on with a new CA beside one that has ended", async () => {
  const old = await createAuthority({ until: new Date(Date.now() - DAY) });
  await using cluster = await startControlPlane();
  cluster.discovery.caPem = old.certificatePem + cluster.authority.certificatePem;
  const flags = flagsFor(cluster, { discoveryTokenCaCertHash: [old.pin, cluster.pin] });
  assert.deepEqual((await finds({ flags })).cluster.ca.pins, [old.pin, cluster.pin]);
});

Deno.test.each([
  { what: "with a dot at its end", host: "localhost." },
  { what: "in upper case", host: "LOCALHOST" },
  { what: "plain", host: "localhost" },
])("discovery takes the server's name $what", async ({ host }) => {
  await using cluster = await startControlPlane();
  const flags = flagsFor(cluster, { endpoints: [`${host}:${cluster.port}`] });
  const names = { "localhost.": ["127.0.0.1", "127.0.0.2"] };
  const { cluster: found } = await finds({ flags, names });
  assert.equal(found.server, cluster.url);
});

Deno.test("discovery takes an IPv6 address", async () => {
  await using cluster = await startControlPlane({ host: "::1" });
  assert.equal((await finds({ flags: flagsFor(cluster) })).cluster.server, cluster.url);
});

Deno.test("discovery names the addresses of a certificate that lacks the one used", async () => {
  await using cluster = await startControlPlane();
  const flags = flagsFor(cluster, { endpoints: [`[::ffff:127.0.0.1]:${cluster.port}`] });
  const { error } = await refuses("server-name-mismatch", { flags });
  assert.match(error.message, /\[::ffff:127\.0\.0\.1\]:\d+ but for: localhost, kubernetes, 127/);
  assert.match(error.hint, /certSANs/);
});
