import assert from "node:assert/strict";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { proxyFor } from "../../../core/host/proxy.ts";
import type { Route } from "../../../core/host/types.ts";
import { Secret } from "../../../core/trust/secret.ts";
import { type ProxyManner, startConnectProxy } from "../../support/connect_proxy.ts";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { createAuthority } from "../../support/pki.ts";
import { everythingOf, failsWith } from "../kit/errors.ts";
import { httpsClient } from "../kit/https.ts";
import { freePort } from "../../support/free_port.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NAMES = { names: { dns: ["cluster.test"] } };

/** The way that HTTPS_PROXY makes. */
function through(proxy: string): Route {
  const found = proxyFor("https://cluster.test/", (name) => name === "HTTPS_PROXY" ? proxy : "");
  assert.ok(found);
  return { proxy: found };
}

Deno.test("https.request() reaches through a proxy a name that only the proxy knows", async () => {
  await using cluster = await startControlPlane(NAMES);
  await using proxy = await startConnectProxy({ "cluster.test": cluster.port });
  using client = httpsClient(cluster);
  const url = "https://cluster.test:6443/version";
  const request = client.verified("", { url, route: through(proxy.url) });
  for (let count = 0; count < 2; count++) {
    assert.equal((await client.https.request(request)).status, 200);
  }
  assert.deepEqual(proxy.connects, [
    { authority: "cluster.test:6443", authorization: undefined },
  ]);
});

Deno.test("https.request() brackets an IPv6 address for the proxy", async () => {
  await using cluster = await startControlPlane({ names: { ip: ["2001:db8::1"] } });
  await using proxy = await startConnectProxy({ "2001:db8::1": cluster.port });
  using client = httpsClient(cluster);
  const url = "https://[2001:db8::1]:6443/version";
  await client.https.request(client.verified("", { url, route: through(proxy.url) }));
  assert.equal(proxy.connects[0]?.authority, "[2001:db8::1]:6443");
});

Deno.test("https.request() shows user and password to the proxy, and the credential to the server alone", async () => {
  await using cluster = await startControlPlane(NAMES);
  const manner = { kind: "with-password", password: "us@er:pass word" } as const;
  await using proxy = await startConnectProxy({ "cluster.test": cluster.port }, manner);
  using client = httpsClient(cluster);
  const route = through(`http://us%40er:pass%20word@127.0.0.1:${proxy.port}`);
  const request = client.verified("", {
    url: "https://cluster.test:6443/version",
    route,
    bearer: new Secret(cluster.token),
  });
  assert.equal((await client.https.request(request)).status, 200);
  assert.equal(cluster.requests[0]?.user, "system:bootstrap:abcdef");
  assert.doesNotMatch(JSON.stringify(proxy.connects), /0123456789abcdef|Bearer/);
  assert.doesNotMatch(JSON.stringify(client.record.events), /pass word|cGFzcyB3b3Jk/);
});

Deno.test.each<{ what: string; manner: ProxyManner; code: ErrorCode; says: RegExp }>([
  {
    what: "that wants a password",
    manner: { kind: "with-password", password: "a:b" },
    code: "proxy-refused",
    says: /[Tt]he proxy http:\/\/127.*status 407/,
  },
  {
    what: "that forbids it",
    manner: { kind: "status", status: 403 },
    code: "proxy-refused",
    says: /status 403/,
  },
  {
    what: "that cannot reach the server yet",
    manner: { kind: "status", status: 503 },
    code: "server-unreachable",
    says: /[Tt]he proxy http:\/\/127.*cannot reach.*status 503/,
  },
  {
    what: "that does not know the name",
    manner: { kind: "open" },
    code: "server-unreachable",
    says: /status 502/,
  },
  {
    what: "that closes the connection",
    manner: { kind: "closes" },
    code: "server-reset",
    says: /[Tt]he proxy http:\/\/127/,
  },
  {
    what: "that says nothing",
    manner: { kind: "silent" },
    code: "server-silent",
    says: /cluster\.test/,
  },
  {
    what: "that answers with garbage",
    manner: { kind: "says", text: "SSH-2.0-OpenSSH\r\n\r\n" },
    code: "proxy-refused",
    says: /is not an HTTP proxy/,
  },
  {
    what: "that talks without end",
    manner: { kind: "says", text: "x".repeat(100_000) },
    code: "proxy-refused",
    says: /is not an HTTP proxy/,
  },
  {
    what: "that speaks before the server could",
    manner: { kind: "says", text: "HTTP/1.1 200 OK\r\n\r\nevil" },
    code: "proxy-refused",
    says: /is not an HTTP proxy/,
  },
])("https.request() makes $code of a proxy $what", async ({ manner, code, says }) => {
  await using cluster = await startControlPlane(NAMES);
  await using proxy = await startConnectProxy({}, manner);
  using client = httpsClient(cluster);
  const request = client.verified("", {
    url: "https://cluster.test:6443/version",
    route: through(`http://user:passwort@127.0.0.1:${proxy.port}`),
    timeoutMs: 400,
  });
  const error = await failsWith(code, () => client.https.request(request));
  assert.match(error.message, says);
  assert.doesNotMatch(everythingOf(error) + JSON.stringify(client.record.events), /passwort/);
});

Deno.test("https.request() says that it is the proxy that is not there", async () => {
  await using cluster = await startControlPlane(NAMES);
  using client = httpsClient(cluster);
  const port = freePort();
  const request = client.verified("", {
    url: "https://cluster.test:6443/version",
    route: through(`http://127.0.0.1:${port}`),
  });
  const error = await failsWith("server-refused", () => client.https.request(request));
  assert.match(error.message, new RegExp(`proxy http://127\\.0\\.0\\.1:${port}`));
});

Deno.test("https.request() does not believe a proxy that ends the TLS itself", async () => {
  await using cluster = await startControlPlane(NAMES);
  await using other = await startControlPlane({ ...NAMES, authority: await createAuthority() });
  const manner = { kind: "intercepts", port: other.port } as const;
  await using proxy = await startConnectProxy({}, manner);
  using client = httpsClient(cluster);
  const request = client.verified("", {
    url: "https://cluster.test:6443/version",
    route: through(proxy.url),
    bearer: new Secret(cluster.token),
  });
  await failsWith("server-untrusted", () => client.https.request(request));
  assert.deepEqual(other.requests, []);
});

Deno.test("https.request() checks the server's name and address through a proxy as well", async () => {
  await using cluster = await startControlPlane(NAMES);
  const led = {
    "other.test": cluster.port,
    "192.0.2.7": cluster.port,
    "2001:db8::7": cluster.port,
  };
  await using proxy = await startConnectProxy(led);
  using client = httpsClient(cluster);
  for (const host of ["other.test", "192.0.2.7", "[2001:db8::7]"]) {
    const request = client.verified("", {
      url: `https://${host}:6443/version`,
      route: through(proxy.url),
      bearer: new Secret(cluster.token),
    });
    await failsWith("server-name-mismatch", () => client.https.request(request));
  }
  assert.deepEqual(cluster.requests, []);
});

Deno.test("https.request() does not share a connection between a proxy and the direct way", async () => {
  await using cluster = await startControlPlane();
  await using proxy = await startConnectProxy({ localhost: cluster.port });
  using client = httpsClient(cluster);
  const url = `https://localhost:${cluster.port}/version`;
  await client.https.request(client.verified("", { url }));
  await client.https.request(client.verified("", { url, route: through(proxy.url) }));
  assert.equal(proxy.connects.length, 1);
});

Deno.test("https.request() that is interrupted leaves no connection to the proxy", async () => {
  await using cluster = await startControlPlane(NAMES);
  await using proxy = await startConnectProxy({}, { kind: "silent" });
  using client = httpsClient(cluster);
  const abort = new AbortController();
  const request = client.verified("", {
    url: "https://cluster.test:6443/version",
    route: through(proxy.url),
    signal: abort.signal,
  });
  const running = client.https.request(request);
  await until(() => proxy.connects.length === 1);
  const began = performance.now();
  abort.abort();
  await assert.rejects(running, { name: "AbortError" });
  assert.ok(performance.now() - began < 100);
  await until(() => proxy.open === 0);
});

Deno.test("https.request() goes to one address of a name and checks the name", async () => {
  await using cluster = await startControlPlane(NAMES);
  using client = httpsClient(cluster);
  const route = { address: "127.0.0.1" };
  const url = (name: string) => `https://${name}:${cluster.port}/version`;
  const good = client.verified("", { url: url("cluster.test"), route });
  assert.equal((await client.https.request(good)).status, 200);
  const other = client.verified("", { url: url("other.test"), route });
  await failsWith("server-name-mismatch", () => client.https.request(other));
  const dead = client.verified("", { url: url("cluster.test"), route: { address: "127.0.0.2" } });
  await failsWith("server-refused", () => client.https.request(dead));
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 2000;
  while (!holds()) {
    assert.ok(performance.now() < deadline, "it never came to be");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
