import assert from "node:assert/strict";
import { flagsFor } from "../../core/kit/joining.ts";
import {
  type ConnectProxy,
  type ProxyManner,
  startConnectProxy,
} from "../../support/connect_proxy.ts";
import { type ControlPlane, startControlPlane } from "../../support/control_plane/mod.ts";
import { freePort } from "../../support/free_port.ts";
import { createAuthority } from "../../support/pki.ts";
import { fileOf } from "./discovery_files.ts";
import { finds, refuses, type Surroundings } from "./finding.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NAMED = { names: { dns: ["cluster.test"] } };
const PASSWORD = "geheim-wort";

/** Token discovery of a name; two addresses, so that the machine's own resolver is not asked. */
function byName(
  cluster: ControlPlane,
  proxy: string,
  more: Partial<Surroundings> = {},
): Surroundings {
  return {
    flags: flagsFor(cluster, { endpoints: [`cluster.test:${cluster.port}`] }),
    environment: { HTTPS_PROXY: proxy.replace("http://", `http://user:${PASSWORD}@`) },
    names: { "cluster.test": ["127.0.0.1", "127.0.0.2"] },
    secrets: [PASSWORD, btoa(`user:${PASSWORD}`)],
    ...more,
  };
}

function toCluster(cluster: ControlPlane, manner?: ProxyManner): Promise<ConnectProxy> {
  return startConnectProxy({ "cluster.test": cluster.port }, manner);
}

Deno.test("discovery reaches through the proxy a name that only the proxy knows, and says so", async () => {
  await using cluster = await startControlPlane(NAMED);
  const manner = { kind: "with-password", password: `user:${PASSWORD}` } as const;
  await using proxy = await toCluster(cluster, manner);
  const { cluster: found, record, warnings } = await finds(
    byName(cluster, proxy.url, { names: {} }),
  );
  assert.equal(found.ca.because, "pinned");
  assert.match(warnings, new RegExp(`reached through the proxy ${proxy.url}`));
  assert.match(warnings, /the kubelet needs the same HTTPS_PROXY/);
  const [winner] = record.of("contender").filter(({ outcome }) => outcome === "won");
  assert.equal(winner?.server, `cluster.test:${cluster.port} through ${proxy.url}`);
  assert.ok(proxy.connects.every(({ authority }) => authority === `cluster.test:${cluster.port}`));
});

Deno.test("discovery asks no proxy for what NO_PROXY has, or for loopback", async () => {
  await using cluster = await startControlPlane(NAMED);
  await using proxy = await toCluster(cluster);
  const { warnings } = await finds(byName(cluster, proxy.url, {
    environment: { HTTPS_PROXY: proxy.url, NO_PROXY: ".test" },
  }));
  assert.equal(warnings, "");
  await finds({ flags: flagsFor(cluster), environment: { HTTPS_PROXY: proxy.url } });
  assert.deepEqual(proxy.connects, []);
});

Deno.test.each<{ what: string; manner: ProxyManner; lost: string | undefined }>([
  { what: "hangs", manner: { kind: "silent" }, lost: undefined },
  { what: "closes", manner: { kind: "closes" }, lost: undefined },
  {
    what: "forbids",
    manner: { kind: "status", status: 403 },
    lost: "proxy-refused",
  },
  {
    what: "wants a password",
    manner: { kind: "with-password", password: "a:b" },
    lost: "proxy-refused",
  },
  {
    what: "answers with garbage",
    manner: { kind: "says", text: "garbage\r\n\r\n" },
    lost: "proxy-refused",
  },
  {
    what: "cannot reach the server",
    manner: { kind: "status", status: 503 },
    lost: undefined,
  },
])("discovery goes directly when the proxy $what", async ({ manner, lost }) => {
  await using cluster = await startControlPlane(NAMED);
  await using proxy = await toCluster(cluster, manner);
  const { record, ms } = await finds(byName(cluster, proxy.url));
  assert.ok(ms < 800, String(ms));
  const contenders = record.of("contender");
  assert.ok(
    contenders.some(({ server, outcome }) =>
      outcome === "won" && server === `cluster.test:${cluster.port} (127.0.0.1)`
    ),
  );
  const ofProxy = contenders.find(({ server }) => server.includes("through"));
  assert.notEqual(ofProxy?.outcome, "won");
  // What may pass by itself is tried again, until the direct way has won.
  if (lost !== undefined) assert.equal(ofProxy?.error, lost);
});

Deno.test("discovery goes directly when the proxy is dead", async () => {
  await using cluster = await startControlPlane(NAMED);
  const { ms } = await finds(byName(cluster, `http://127.0.0.1:${freePort()}`));
  assert.ok(ms < 800, String(ms));
});

Deno.test("discovery leaves no connection to a proxy that hangs", async () => {
  await using cluster = await startControlPlane(NAMED);
  await using proxy = await toCluster(cluster, { kind: "silent" });
  await finds(byName(cluster, proxy.url));
  const deadline = performance.now() + 1000;
  while (proxy.open > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.equal(proxy.open, 0);
});

Deno.test("discovery is not deceived by a proxy that ends the TLS: the pin catches it", async () => {
  await using cluster = await startControlPlane(NAMED);
  const authority = await createAuthority();
  await using fake = await startControlPlane({ ...NAMED, authority });
  await using proxy = await toCluster(cluster, { kind: "intercepts", port: fake.port });
  const { cluster: found, warnings, record } = await finds(byName(cluster, proxy.url));
  assert.deepEqual(found.ca.pins, [cluster.pin]);
  assert.match(warnings, /through http:\/\/127.* is not taken for the cluster: .*not pinned/);
  const ofProxy = record.of("contender").find(({ server }) => server.includes("through"));
  assert.equal(ofProxy?.error, "pin-mismatch");
  assert.ok(fake.requests.every(({ credential }) => credential === "none"));
});

Deno.test("discovery is not deceived by a proxy that passes the signed text on: the CA catches it", async () => {
  await using cluster = await startControlPlane(NAMED);
  // It ends the TLS with a certificate of its own, and shows what the cluster shows.
  await using fake = await startControlPlane({
    ...NAMED,
    authority: await createAuthority(),
    discovery: { caPem: cluster.authority.certificatePem, server: cluster.url },
  });
  await using proxy = await toCluster(cluster, { kind: "intercepts", port: fake.port });
  const asking = byName(cluster, proxy.url, {
    names: { "cluster.test": ["127.0.0.2", "127.0.0.3"] },
  });
  await refuses("server-untrusted", asking);
  assert.ok(fake.requests.every(({ credential }) => credential === "none"));
});

Deno.test("discovery by file is not deceived by a proxy that ends the TLS: the file's CA catches it", async () => {
  await using cluster = await startControlPlane(NAMED);
  await using fake = await startControlPlane({ ...NAMED, authority: await createAuthority() });
  await using proxy = await toCluster(cluster, { kind: "intercepts", port: fake.port });
  const text = fileOf(cluster, {
    server: `https://cluster.test:${cluster.port}`,
    user: { token: "of.the.file" },
  });
  const { warnings, record } = await finds({
    ...byName(cluster, proxy.url),
    files: { "/d.yaml": { text, mode: 0o600 } },
    flags: (root) => ({ discoveryFile: `${root.path}/d.yaml` }),
  });
  assert.match(warnings, /through http.* is not taken for the cluster/);
  const ofProxy = record.of("contender").find(({ server }) => server.includes("through"));
  assert.equal(ofProxy?.error, "server-untrusted");
  assert.ok(fake.requests.every(({ credential }) => credential === "none"));
});

Deno.test("discovery says when neither the proxy nor the direct way leads anywhere", async () => {
  await using cluster = await startControlPlane(NAMED);
  await using proxy = await toCluster(cluster, { kind: "status", status: 407 });
  const names = { "cluster.test": ["127.0.0.2", "127.0.0.3"] };
  const { error } = await refuses("proxy-refused", byName(cluster, proxy.url, { names }));
  assert.match(error.message, /status 407/);
  assert.match(JSON.stringify(error.detail.others), /server-refused/);
});

Deno.test("discovery warns of a proxy that cannot be used, and goes directly", async () => {
  await using cluster = await startControlPlane(NAMED);
  const asking = byName(cluster, "", {
    environment: { HTTPS_PROXY: `socks5://user:${PASSWORD}@127.0.0.1:1080` },
  });
  const { warnings } = await finds(asking);
  assert.match(warnings, /socks5:\/\/127\.0\.0\.1:1080: only http:\/\/ is known; going directly/);
});
