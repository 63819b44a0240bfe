import assert from "node:assert/strict";
import { startConnectProxy } from "../../support/connect_proxy.ts";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { freePort } from "../../support/free_port.ts";
import { startNarrowRelay } from "../../support/narrow_relay.ts";
import { find, findings } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NAMES = ["Clock", "EndpointAnswers", "PathMTU", "EndpointName", "ProxyTunnel"];
const to = (...endpoints: string[]) => ({ flags: { endpoints } });

Deno.test.each(NAMES)("%s finds nothing about a good API server, or without one", async (name) => {
  await using cluster = await startControlPlane();
  await using other = await startControlPlane();
  assert.deepEqual(await find(name, to(cluster.endpoint, other.endpoint)), []);
  assert.deepEqual(await find(name), []);
});

Deno.test("the checks of API servers send no credential", async () => {
  await using cluster = await startControlPlane();
  for (const name of NAMES) {
    await find(name, { flags: { endpoints: [cluster.endpoint], token: cluster.token } });
  }
  assert.ok(cluster.requests.length >= 4);
  for (const { path } of cluster.requests) assert.match(path, /^\/version/);
});

Deno.test("the checks of API servers ask nobody in a whole join", async () => {
  await using cluster = await startControlPlane({ clockOffset: 60_000 });
  for (const name of NAMES) {
    assert.deepEqual(await find(name, { ...to(cluster.endpoint), alone: false }), []);
  }
  assert.deepEqual(cluster.requests, []);
});

Deno.test("EndpointAnswers refuses when none answers, and names each", async () => {
  const dead = [`127.0.0.1:${freePort()}`, `127.0.0.1:${freePort()}`];
  assert.deepEqual(
    await find("EndpointAnswers", to(...dead)),
    dead.map((text) => `error The API server ${text} refuses connections`),
  );
});

Deno.test("EndpointAnswers only warns where another one answers", async () => {
  await using cluster = await startControlPlane();
  const dead = `127.0.0.1:${freePort()}`;
  const [found] = await find("EndpointAnswers", to(dead, cluster.endpoint));
  assert.equal(found, `warning The API server ${dead} refuses connections`);
});

Deno.test("EndpointAnswers finds a server that is no API server", async () => {
  await using page = await startControlPlane({ faults: [[{ kind: "html" }]] });
  const [found] = await find("EndpointAnswers", to(page.endpoint));
  assert.match(found ?? "", /^error .* is no API server \(status 200 for \/version\)$/);
});

Deno.test("EndpointAnswers takes a refusal for an API server's answer", async () => {
  await using strict = await startControlPlane({ faults: [[{ kind: "status", status: 401 }]] });
  assert.deepEqual(await find("EndpointAnswers", to(strict.endpoint)), []);
});

Deno.test("EndpointAnswers finds a slow one", async () => {
  const faults = [[{ kind: "delay", milliseconds: 2100 }]] as const;
  await using slow = await startControlPlane({ faults });
  const [found] = await find("EndpointAnswers", to(slow.endpoint));
  assert.match(found ?? "", /^warning .* is slow to reach: an answer takes 2\d\d\d ms$/);
});

Deno.test("EndpointAnswers takes one slow answer for a busy machine's own", async () => {
  const faults = [[{ kind: "delay", milliseconds: 2100 }, { times: 1 }]] as const;
  await using slow = await startControlPlane({ faults });
  assert.deepEqual(await find("EndpointAnswers", to(slow.endpoint)), []);
});

Deno.test("Clock says by how much it is off, and how sure that is", async () => {
  await using cluster = await startControlPlane();
  const given = { ...to(cluster.endpoint), clockAheadMs: 3_600_000 };
  const [found] = await find("Clock", given);
  assert.match(
    found ?? "",
    /^warning This machine's clock is 1h0m\d?s? ahead of the API server's \(to within 0\.\d s\)$|^warning This machine's clock is 59m59s ahead/,
  );
});

Deno.test("Clock asks the next server where one is dead", async () => {
  await using cluster = await startControlPlane({ clockOffset: 60_000 });
  const dead = `127.0.0.1:${freePort()}`;
  const [found] = await find("Clock", to(dead, cluster.endpoint));
  assert.match(found ?? "", /behind the API server's/);
});

Deno.test("PathMTU finds that large packets get lost on the way there", async () => {
  await using cluster = await startControlPlane();
  await using relay = await startNarrowRelay(cluster.port, { up: 2900 });
  const [found] = await findings("PathMTU", to(`127.0.0.1:${relay.port}`));
  assert.equal(
    found?.text,
    `127.0.0.1:${relay.port} answers a short request, but not one of 3000 bytes: large packets get lost on the way`,
  );
  assert.match(found.hint, /`ping -M do -s 1472 127\.0\.0\.1`/);
});

Deno.test("PathMTU finds that large packets get lost on the way back", async () => {
  await using cluster = await startControlPlane();
  await using relay = await startNarrowRelay(cluster.port, { down: 500 });
  const [found] = await find("PathMTU", to(`127.0.0.1:${relay.port}`));
  assert.match(found ?? "", /^warning A connection to .* is made, but TLS does not come about/);
});

Deno.test("PathMTU names the device of the route", async () => {
  await using cluster = await startControlPlane();
  await using relay = await startNarrowRelay(cluster.port, { up: 2700 });
  const [found] = await find("PathMTU", {
    ...to(`127.0.0.1:${relay.port}`),
    files: { "/sys/class/net/wg0/mtu": "1420\n" },
    local: { routeTo: () => Promise.resolve({ kind: "way", interface: "wg0" }) },
  });
  assert.match(found ?? "", /not one of 2840 bytes: .* \(wg0 has an MTU of 1420\)$/);
});

Deno.test("PathMTU says nothing of a server that is down, or that refuses long requests", async () => {
  await using short = await startControlPlane({
    faults: [[{ kind: "reset" }, { path: "/version?p" }]],
  });
  assert.deepEqual(await find("PathMTU", to(short.endpoint)), []);
  assert.deepEqual(await find("PathMTU", to(`127.0.0.1:${freePort()}`)), []);
});

function resolving(...addresses: string[]) {
  return { resolve: () => Promise.resolve(addresses) };
}

Deno.test("EndpointName finds a name that does not resolve", async () => {
  const local = resolving();
  assert.deepEqual(await find("EndpointName", { ...to("cluster.test:6443"), local }), [
    'error The API server\'s name "cluster.test" does not resolve on this machine',
  ]);
  const two = { ...to("cluster.test:6443", "127.0.0.1:6443"), local };
  assert.match((await find("EndpointName", two))[0] ?? "", /^warning /);
});

Deno.test("EndpointName finds a name of another machine that leads to this one", async () => {
  const local = resolving("127.0.1.1");
  assert.deepEqual(await find("EndpointName", { ...to("cluster.test:6443"), local }), [
    'warning The API server\'s name "cluster.test" resolves to this machine itself (127.0.1.1)',
  ]);
});

Deno.test("EndpointName finds addresses of a name that do not answer", async () => {
  await using cluster = await startControlPlane();
  const found = await find("EndpointName", {
    ...to(`localhost:${cluster.port}`),
    local: resolving("127.0.0.1", "127.0.0.2", "127.0.0.1"),
  });
  assert.equal(found.length, 1);
  assert.match(
    found[0] ?? "",
    /^warning Of the addresses of "localhost", 127\.0\.0\.2 does not answer: .* refuses/,
  );
});

Deno.test("EndpointName says that there is no route to an address of a family", async () => {
  await using cluster = await startControlPlane();
  const found = await find("EndpointName", {
    ...to(`localhost:${cluster.port}`),
    local: {
      ...resolving("127.0.0.1", "2001:db8::1"),
      routeTo: (address) => Promise.resolve({ kind: address.includes(":") ? "none" : "unknown" }),
    },
  });
  assert.match(found[0] ?? "", /2001:db8::1 does not answer: this machine has no route to it$/);
});

Deno.test("EndpointName leaves names to the proxy that looks them up", async () => {
  await using proxy = await startConnectProxy({});
  const given = { ...to("cluster.test:6443"), local: resolving(), proxy: proxy.url };
  assert.deepEqual(await find("EndpointName", given), []);
});
