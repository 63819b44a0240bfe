import assert from "node:assert/strict";
import type { ConnectionFault } from "../support/control_plane/faults/connections.ts";
import type { RequestFault } from "../support/control_plane/faults/requests.ts";
import { bootstrap, machine } from "./bootstrapping.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** cluster-info twice, kubelet-config, the Node, the request, its watch. */
const REQUESTS = 6;
const PATIENT = ["discovery=30s", "kubernetesAPICall=30s", "tlsBootstrap=30s"];

type Fault =
  | { what: string; request: RequestFault }
  | { what: string; connection: ConnectionFault };

/** A join with one fault, at one of its requests or connections. */
async function joinWith(fault: Fault, after: number) {
  await using root = await machine();
  return await bootstrap(root, {
    arrange(cluster) {
      if ("request" in fault) cluster.faults.add(fault.request, { after, times: 1 });
      else cluster.connections.add(fault.connection, { after, times: 1 });
    },
    flags: { timeout: PATIENT },
  });
}

Deno.test.each<Fault>([
  { what: "a torn connection", request: { kind: "reset" } },
  { what: "an answer that is cut", request: { kind: "cut-body" } },
  { what: "503", request: { kind: "status", status: 503 } },
  { what: "500 from a proxy", request: { kind: "status", status: 500, body: { kind: "html" } } },
  { what: "429 with a time to come back", request: { kind: "status", status: 429, retryAfter: 1 } },
  { what: "a second's delay", request: { kind: "delay", milliseconds: 1000 } },
  { what: "a connection that is refused", connection: { kind: "reset" } },
])("a join gets over $what, at whatever request, with one certificate request", async (fault) => {
  const indices = Array.from({ length: REQUESTS }, (_, index) => index);
  const runs = await Promise.all(indices.map((index) => joinWith(fault, index)));
  for (const [index, { error, outcome, csrs }] of runs.entries()) {
    assert.equal(error, undefined, `at ${index}: ${error}`);
    assert.ok(outcome?.ok);
    assert.equal(csrs.length, 1, `at ${index}`);
  }
});

Deno.test("a join gets over an API server that is away for a moment at each request, and over its first refusals", async () => {
  const runs = await Promise.all(Array.from({ length: REQUESTS }, async (_, after) => {
    await using root = await machine();
    return await bootstrap(root, {
      arrange(cluster) {
        cluster.faults.add({ kind: "status", status: 503 }, { after, times: 1 });
        if (after < 2) return;
        // It is back, and does not know its tokens yet; then its roles.
        cluster.faults.add({ kind: "status", status: 401 }, { after, times: 1 });
        cluster.faults.add({ kind: "status", status: 403 }, { after, times: 1 });
      },
      flags: { timeout: PATIENT },
    });
  }));
  for (const { error, csrs } of runs) {
    assert.equal(error, undefined);
    assert.equal(csrs.length, 1);
  }
});
