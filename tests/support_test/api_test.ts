import assert from "node:assert/strict";
import { startControlPlane } from "../support/control_plane/mod.ts";
import { createAuthority } from "../support/pki.ts";
import { at, type ClientOptions } from "./client.ts";
import { ask, createRequest, nodeIdentity, refusal } from "./requests.ts";

const bearer = "system:bootstrap:abcdef";

Deno.test("open paths are open, others are not", async () => {
  await using cluster = await startControlPlane({ version: "1.20" });
  assert.equal(at((await ask(cluster, "/version")).json, "gitVersion"), "v1.20.2");
  for (const path of ["/healthz", "/livez"]) {
    assert.equal((await ask(cluster, path)).text, "ok");
  }
  assert.deepEqual(await refusal(cluster, "/api", {}), [
    403,
    "Forbidden",
    'forbidden: User "system:anonymous" cannot get path "/api"',
  ]);
});

Deno.test("a bad credential is refused whatever it is for", async () => {
  await using cluster = await startControlPlane();
  const foreign = await createAuthority();
  const expired = { from: new Date(0), until: new Date(1000) };
  const client = { commonName: "system:node:n1", organizations: ["system:nodes"] };
  const bad: ClientOptions[] = [
    { token: "abcdef.0123456789abcdee" },
    { token: "unknow.0123456789abcdef" },
    { identity: await foreign.issue({ ...client, usage: "client" }) },
    { identity: await cluster.authority.issue({ ...client, ...expired, usage: "client" }) },
  ];
  for (const options of bad) {
    assert.deepEqual(await refusal(cluster, "/version", options), [
      401,
      "Unauthorized",
      "Unauthorized",
    ]);
  }
  assert.deepEqual(cluster.requests.map(({ user, credential }) => [user, credential]), [
    ["", "bearer"],
    ["", "bearer"],
    ["", "certificate"],
    ["", "certificate"],
  ]);
});

Deno.test("the log keeps no token", async () => {
  await using cluster = await startControlPlane();
  await ask(cluster, `/version?token=${cluster.token}`, { token: cluster.token });
  assert.ok(!JSON.stringify(cluster.requests).includes("0123456789abcdef"));
  assert.equal(cluster.requests[0]?.userAgent, "support-test");
});

Deno.test("a token reads its ConfigMaps by name, and no other", async () => {
  const system = "/api/v1/namespaces/kube-system/configmaps";
  for (
    const [version, right, wrong] of [
      ["1.20", "kubelet-config-1.20", "kubelet-config"],
      ["1.37", "kubelet-config", "kubelet-config-1.37"],
    ] as const
  ) {
    await using cluster = await startControlPlane({ version, healthzPort: 12345 });
    const { token } = cluster;
    const config = await ask(cluster, `${system}/${right}`, { token });
    assert.match(String(at(config.json, "data", "kubelet")), /^healthzPort: 12345$/m);
    assert.equal((await ask(cluster, `${system}/kubeadm-config`, { token })).status, 200);
    assert.equal((await ask(cluster, `${system}/kube-proxy`, { token })).status, 403);
    assert.deepEqual(await refusal(cluster, `${system}/${wrong}`, { token }), [
      403,
      "Forbidden",
      `configmaps "${wrong}" is forbidden: User "${bearer}" cannot get resource "configmaps" in API group "" ` +
      'in the namespace "kube-system"',
    ]);
    const identity = await nodeIdentity(cluster);
    assert.equal((await ask(cluster, `${system}/${right}`, { identity })).status, 200);
    const [, , message] = await refusal(cluster, `${system}/other`, { identity });
    assert.match(String(message), /no relationship found between node 'n1' and this object$/);
  }
});

Deno.test("a token gets one Node, but no list", async () => {
  await using cluster = await startControlPlane({ nodes: [{ name: "n1", ready: true }] });
  const { token } = cluster;
  const node = await ask(cluster, "/api/v1/nodes/n1", { token });
  assert.equal(at(node.json, "status", "conditions", 0, "status"), "True");
  assert.deepEqual(await refusal(cluster, "/api/v1/nodes/x1", { token }), [
    404,
    "NotFound",
    'nodes "x1" not found',
  ]);
  assert.deepEqual(await refusal(cluster, "/api/v1/nodes", { token }), [
    403,
    "Forbidden",
    `nodes is forbidden: User "${bearer}" cannot list resource "nodes" in API group "" at the cluster scope`,
  ]);
});

Deno.test("a token without the nodes' group may do nothing", async () => {
  const token = "abcdef.0123456789abcdef";
  await using cluster = await startControlPlane({ tokens: [{ token, groups: [] }] });
  assert.equal((await createRequest(cluster)).answer.status, 403);
  assert.equal((await ask(cluster, "/api/v1/nodes/n1", { token })).status, 403);
});

Deno.test("the Date header follows the clock's offset", async () => {
  await using cluster = await startControlPlane({ clockOffset: -3_600_000 });
  const { headers } = await ask(cluster, "/healthz");
  const skew = Date.parse(String(headers.date)) - Date.now();
  assert.ok(Math.abs(skew + 3_600_000) < 5000);
});

for (const host of ["127.0.0.2", "::1"]) {
  Deno.test(`control plane listens on ${host} and goes down and up`, async () => {
    await using cluster = await startControlPlane({ host });
    assert.equal((await ask(cluster, "/healthz")).text, "ok");
    await cluster.goDown();
    await assert.rejects(ask(cluster, "/healthz"), { code: "ECONNREFUSED" });
    await cluster.comeUp();
    assert.equal((await ask(cluster, "/healthz")).text, "ok");
  });
}
