import assert from "node:assert/strict";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";
import type { ControlPlaneOptions } from "../support/control_plane/mod.ts";
import { at, type ClientOptions } from "./client.ts";
import { ask, isWatched } from "./requests.ts";

const path = "/api/v1/nodes/n1";
const strategic = "application/strategic-merge-patch+json";
const merge = "application/merge-patch+json";

/** A control plane with the node n1's identity at hand. */
async function start(options: ControlPlaneOptions = {}) {
  const cluster = await startControlPlane(options);
  const identity = await cluster.authority.issue({
    commonName: "system:node:n1",
    organizations: ["system:nodes"],
    usage: "client",
  });
  return { cluster, identity, [Symbol.asyncDispose]: () => cluster.close() };
}

function create(cluster: ControlPlane, options: ClientOptions, metadata: object, spec = {}) {
  const body = { kind: "Node", apiVersion: "v1", metadata, spec };
  return ask(cluster, "/api/v1/nodes", { ...options, method: "POST", body });
}

function patch(cluster: ControlPlane, options: ClientOptions, body: object, where = path) {
  return ask(cluster, where, { contentType: merge, ...options, method: "PATCH", body });
}

Deno.test("a node registers itself, once, and nobody else", async () => {
  await using control = await start();
  const { cluster, identity } = control;
  assert.equal((await ask(cluster, path, { identity })).status, 404);
  assert.equal((await create(cluster, { identity }, { name: "n1" })).status, 201);
  const again = await create(cluster, { identity }, { name: "n1" });
  assert.equal(at(again.json, "message"), 'nodes "n1" already exists');
  const other = await create(cluster, { identity }, { name: "x1" });
  assert.match(other.text, /node \\"n1\\" is not allowed to modify node \\"x1\\"/);
  assert.equal((await create(cluster, { token: cluster.token }, { name: "n1" })).status, 403);
});

Deno.test("other Nodes are closed on 1.37 and open on 1.20", async () => {
  await using recent = await start({ nodes: [{ name: "x1", ready: true }] });
  const { identity } = recent;
  const other = await ask(recent.cluster, "/api/v1/nodes/x1", { identity });
  assert.match(other.text, /: node 'n1' cannot read 'x1', only its own Node object/);
  const list = await ask(recent.cluster, "/api/v1/nodes", { identity });
  assert.match(list.text, /: node 'n1' cannot read all nodes, only its own Node object/);
  await using old = await start({ version: "1.20", nodes: [{ name: "x1", ready: true }] });
  for (const [name, status] of [["/x1", 200], ["/absent", 404], ["", 200]] as const) {
    const answer = await ask(old.cluster, `/api/v1/nodes${name}`, { identity: old.identity });
    assert.equal(answer.status, status);
  }
});

Deno.test("a node patches its own annotations, labels, and status", async () => {
  await using control = await start();
  const { cluster, identity } = control;
  await create(cluster, { identity }, { name: "n1", labels: { keep: "1", drop: "2" } });
  for (const contentType of [strategic, merge]) {
    const metadata = { annotations: { [contentType]: "x" }, labels: { drop: null } };
    const answer = await patch(cluster, { identity, contentType }, { metadata });
    assert.equal(answer.status, 200);
  }
  assert.deepEqual(cluster.node("n1")?.metadata.labels, { keep: "1" });
  assert.deepEqual(cluster.node("n1")?.metadata.annotations, { [strategic]: "x", [merge]: "x" });

  async function setConditions(...conditions: object[]) {
    const options = { identity, contentType: strategic };
    await patch(cluster, options, { status: { conditions } }, `${path}/status`);
  }
  await setConditions({ type: "DiskPressure", status: "False" }, {
    type: "Ready",
    status: "False",
  });
  await setConditions({ type: "Ready", status: "True" });
  assert.deepEqual(at(cluster.node("n1"), "status", "conditions"), [
    { type: "DiskPressure", status: "False" },
    { type: "Ready", status: "True" },
  ]);
  const unknown = await patch(cluster, { identity, contentType: "text/plain" }, {});
  assert.equal(unknown.status, 415);
});

Deno.test("a patch that names an old version is a conflict", async () => {
  await using control = await start();
  const { cluster, identity } = control;
  await create(cluster, { identity }, { name: "n1" });
  const answer = await patch(cluster, { identity }, { metadata: { resourceVersion: "1" } });
  assert.equal(answer.status, 409);
  assert.match(answer.text, /the object has been modified/);
});

Deno.test("NodeRestriction keeps a node from taints, roles, other Nodes, and configSource", async () => {
  await using control = await start({ nodes: [{ name: "x1", ready: true }] });
  const { cluster, identity } = control;
  await create(cluster, { identity }, { name: "n1" });
  const role = { labels: { "node-role.kubernetes.io/worker": "" } };
  const source = { configMap: { name: "a", namespace: "b", kubeletConfigKey: "kubelet" } };
  const refused = [
    [path, { metadata: role }, "is not allowed to modify labels: node-role.kubernetes.io/worker"],
    [path, { spec: { taints: [{ key: "a" }] } }, "is not allowed to modify taints"],
    [path, { spec: { configSource: source } }, "to update configSource to a new non-nil configS"],
    ["/api/v1/nodes/x1", {}, "is not allowed to modify node"],
  ] as const;
  for (const [where, body, message] of refused) {
    const answer = await patch(cluster, { identity }, body, where);
    assert.equal(answer.status, 403);
    assert.ok(answer.text.includes(message), answer.text);
  }
  const free = await patch(cluster, { identity }, {
    metadata: { labels: { "example.com/a": "b" } },
  });
  assert.equal(free.status, 200);
});

Deno.test("without NodeRestriction 1.20 takes a configSource, 1.37 drops it", async () => {
  const configMap = { name: "a", namespace: "b", kubeletConfigKey: "kubelet" };
  for (const version of ["1.20", "1.37"] as const) {
    await using control = await start({ version, nodeRestriction: false });
    const { cluster, identity } = control;
    await create(cluster, { identity }, { name: "n1" });
    const answer = await patch(cluster, { identity }, { spec: { configSource: { configMap } } });
    assert.equal(answer.status, 200);
    const stored = at(cluster.node("n1"), "spec", "configSource", "configMap");
    assert.deepEqual(stored, version === "1.20" ? configMap : undefined);
    if (version === "1.37") continue;
    const withUid = { configSource: { configMap: { ...configMap, uid: "u" } } };
    assert.equal((await patch(cluster, { identity }, { spec: withUid })).status, 422);
  }
});

Deno.test("a node watches itself before it exists", async () => {
  await using control = await start();
  const { cluster, identity } = control;
  const types: unknown[] = [];
  const query =
    "watch=true&fieldSelector=metadata.name%3Dn1&timeoutSeconds=1&allowWatchBookmarks=true";
  const watching = ask(cluster, `/api/v1/nodes?${query}`, {
    identity,
    onLine: (line) => types.push(at(JSON.parse(line), "type")),
  });
  await isWatched(cluster);
  cluster.putNode("x1", { ready: true });
  await create(cluster, { identity }, { name: "n1" });
  cluster.putNode("n1", { ready: true });
  cluster.deleteNode("n1");
  assert.equal((await watching).status, 200);
  assert.deepEqual(types, ["ADDED", "MODIFIED", "DELETED", "BOOKMARK"]);
  const all = await ask(cluster, "/api/v1/nodes?watch=true", { identity });
  assert.equal(all.status, 403);
});

Deno.test("a node keeps its own lease", async () => {
  await using control = await start();
  const { cluster, identity } = control;
  const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  const body = { metadata: { name: "n1" }, spec: { holderIdentity: "n1" } };
  const created = await ask(cluster, leases, { identity, method: "POST", body });
  assert.equal(created.status, 201);
  const renewed = await ask(cluster, `${leases}/n1`, { identity, method: "PUT", body });
  assert.equal(renewed.status, 200);
  assert.equal((await ask(cluster, `${leases}/x1`, { identity })).status, 403);
});
