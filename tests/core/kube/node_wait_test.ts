import assert from "node:assert/strict";
import { createApi } from "../../../core/kube/api.ts";
import { awaitNode, readiness } from "../../../core/kube/node_wait.ts";
import type { Node } from "../../../core/kube/objects.ts";
import { createServers } from "../../../core/engine/servers.ts";
import { createClock } from "../../../core/host/clock.ts";
import { createHttps } from "../../../core/host/https.ts";
import { trustSigned } from "../../../core/trust/ca.ts";
import { Secret } from "../../../core/trust/secret.ts";
import { type ControlPlane, startControlPlane } from "../../support/control_plane/mod.ts";

Deno.test.sanitizer({ ops: true, resources: true });

async function wait(
  cluster: ControlPlane,
  judge: (node: Node) => true | string,
  act: () => unknown = () => {},
) {
  const clock = createClock();
  const { signal } = new AbortController();
  const https = createHttps({ clock, emit: () => {}, userAgent: "test", root: "/" });
  const node = await cluster.authority.issue({
    commonName: "system:node:n1",
    organizations: ["system:nodes"],
    usage: "client",
  });
  const client = { certificatePem: node.certificatePem, keyPem: new Secret(node.keyPem) };
  const access = {
    servers: createServers([{ url: cluster.url }]),
    ca: trustSigned(cluster.authority.certificatePem),
    credential: { client },
  };
  const api = createApi(access, { https, clock, signal, timeoutMs: 2000 });
  const states: string[] = [];
  try {
    const waiting = awaitNode(api, "n1", {
      clock,
      signal,
      judge,
      onState: (state) => states.push(state),
    });
    await Promise.all([waiting, act()]);
    return { node: await waiting, states, requests: cluster.requests.length };
  } finally {
    https.close();
  }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 60));

Deno.test("awaitNode() finds a Node that is there", async () => {
  await using cluster = await startControlPlane({ nodes: [{ name: "n1", ready: false }] });
  const { node, requests } = await wait(cluster, () => true);
  assert.equal(node.metadata.name, "n1");
  assert.equal(requests, 1);
});

Deno.test("awaitNode() waits for a Node by one watch, until it is as wanted", async () => {
  await using cluster = await startControlPlane();
  const { states, requests } = await wait(cluster, readiness, async () => {
    await soon();
    cluster.putNode("n1", { ready: false });
    await soon();
    cluster.putNode("n1", { ready: true });
  });
  assert.equal(requests, 1);
  assert.equal(states.length, 1);
});

Deno.test("awaitNode() does not take another Node for ours", async () => {
  await using cluster = await startControlPlane({ nodes: [{ name: "n2", ready: true }] });
  const { node } = await wait(cluster, () => true, async () => {
    await soon();
    cluster.putNode("n1", { ready: false });
  });
  assert.equal(node.metadata.name, "n1");
});

Deno.test.each(
  [
    { fault: { kind: "ends" } },
    { fault: { kind: "reset" } },
    { fault: { kind: "gone" } },
  ] as const,
)("awaitNode() opens its watch again after $fault", async ({ fault }) => {
  await using cluster = await startControlPlane({ nodes: [{ name: "n1", ready: true }] });
  cluster.watches.add(fault, { times: 1 });
  assert.equal((await wait(cluster, readiness)).node.metadata.name, "n1");
});

Deno.test.each([{ status: 401 }, { status: 403 }, { status: 503 }])(
  "awaitNode() lets $status pass",
  async ({ status }) => {
    await using cluster = await startControlPlane({ nodes: [{ name: "n1", ready: true }] });
    cluster.faults.add({ kind: "status", status }, { times: 1 });
    const { states } = await wait(cluster, readiness);
    assert.equal(states.length, 1);
  },
);

Deno.test.each<{ what: string; node: Node; is: true | string }>([
  {
    what: "True",
    node: { metadata: {}, status: { conditions: [{ type: "Ready", status: "True" }] } },
    is: true,
  },
  {
    what: "False",
    node: {
      metadata: {},
      status: { conditions: [{ type: "Ready", status: "False", message: "no network" }] },
    },
    is: "no network",
  },
  {
    what: "absent",
    node: { metadata: {}, status: { conditions: [{ type: "DiskPressure", status: "True" }] } },
    is: "the Node has no Ready condition yet",
  },
  { what: "without status", node: { metadata: {} }, is: "the Node has no Ready condition yet" },
])("readiness() of a Ready condition $what", ({ node, is }) => {
  assert.equal(readiness(node), is);
});
