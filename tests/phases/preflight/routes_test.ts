import assert from "node:assert/strict";
import { startConnectProxy } from "../../support/connect_proxy.ts";
import { find, findings } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const HEAD = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";
const row = (name: string, to: string, mask: string, flags = "0001") =>
  `${name}\t${to}\t00000000\t${flags}\t0\t0\t0\t${mask}\t0\t0\t0\n`;
/** 0.0.0.0/0 and 10.0.2.0/24 by eth0, 192.168.56.0/24 by eth1. */
const DEFAULT = row("eth0", "00000000", "00000000", "0003");
const NEAR = row("eth0", "0002000A", "00FFFFFF");
const OTHER = row("eth1", "0038A8C0", "00FFFFFF");
const NONE6 =
  "00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n";

function routes(v4: string, v6 = NONE6): Record<string, string> {
  return { "/proc/net/route": HEAD + v4, "/proc/net/ipv6_route": v6 };
}

const to = (...endpoints: string[]) => ({ flags: { endpoints } });

Deno.test.each(["EndpointRoute", "NodeAddress"])(
  "%s finds nothing on usual machines",
  async (name) => {
    const files = { ...routes(DEFAULT + NEAR), "/sys/class/net/eth0/operstate": "up\n" };
    assert.deepEqual(await find(name), []);
    assert.deepEqual(await find(name, to("10.0.0.1:6443")), []);
    assert.deepEqual(await find(name, { ...to("10.0.0.1:6443", "cluster.test:6443"), files }), []);
    assert.deepEqual(await find(name, { ...to("127.0.0.1:6443"), files }), []);
  },
);

Deno.test("EndpointRoute finds an API server that no route leads to", async () => {
  const files = routes(NEAR);
  const found = await find("EndpointRoute", {
    ...to("10.0.2.7:6443", "10.9.9.9:6443", "[2001:db8::1]:6443"),
    files,
  });
  assert.deepEqual(found, [
    "warning This machine has no route to the API server 10.9.9.9",
    "warning This machine has no route to the API server 2001:db8::1",
  ]);
});

Deno.test("EndpointRoute leaves the way to a proxy", async () => {
  await using proxy = await startConnectProxy({});
  const given = { ...to("10.9.9.9:6443"), files: routes(NEAR), proxy: proxy.url };
  assert.deepEqual(await find("EndpointRoute", given), []);
});

Deno.test("EndpointRoute finds a device that is down", async () => {
  const files = { ...routes(DEFAULT), "/sys/class/net/eth0/operstate": "down\n" };
  assert.deepEqual(await find("EndpointRoute", { ...to("10.9.9.9:6443"), files }), [
    "warning The route to the API server 10.9.9.9 goes through eth0, which is down",
  ]);
});

function named(...addresses: string[]) {
  return { local: { resolve: () => Promise.resolve(addresses) } };
}

Deno.test("NodeAddress misses a default route, unless the name or a flag says the address", async () => {
  const files = routes(NEAR);
  for (const addresses of [[], ["127.0.1.1", "::1"]]) {
    const [found] = await findings("NodeAddress", { files, ...named(...addresses) });
    assert.match(found?.text ?? "", /^There is no default route/);
    assert.match(found?.hint ?? "", /--node-ip=ADDRESS/);
  }
  assert.deepEqual(await find("NodeAddress", { files, ...named("127.0.1.1", "10.0.2.15") }), []);
  const flag = { "/etc/default/kubelet": "KUBELET_EXTRA_ARGS=--node-ip=10.0.2.15\n" };
  assert.deepEqual(await find("NodeAddress", { files: { ...files, ...flag }, ...named() }), []);
});

Deno.test("NodeAddress asks for no name where the routes are fine", async () => {
  const local = { resolve: () => Promise.reject(new Error("asked")) };
  assert.deepEqual(await find("NodeAddress", { files: routes(DEFAULT), local }), []);
});

Deno.test("NodeAddress finds an API server on another device than the default route", async () => {
  const files = routes(DEFAULT + OTHER);
  const [found] = await find("NodeAddress", { ...to("192.168.56.10:6443"), files, ...named() });
  assert.match(
    found ?? "",
    /^warning The API server 192\.168\.56\.10 is reached through eth1, .* that of eth0/,
  );
  assert.deepEqual(await find("NodeAddress", { ...to("10.9.9.9:6443"), files, ...named() }), []);
});
