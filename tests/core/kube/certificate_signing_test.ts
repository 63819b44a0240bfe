import assert from "node:assert/strict";
import { readRequest, submitRequest } from "../../../core/kube/certificate_signing.ts";
import { createNodeRequest, NODE_CLIENT_USAGES } from "../../../core/trust/certificate_request.ts";
import { generateNodeKey, type NodeKey } from "../../../core/trust/node_key.ts";
import { requestName } from "../../../core/trust/request_name.ts";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { clientOf } from "../kit/api.ts";
import { failsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

async function requestOf(
  key: NodeKey,
  node = "worker-1",
  name = requestName(key.publicKey, node, NODE_CLIENT_USAGES),
) {
  return { name, pem: await createNodeRequest(key, node), usages: NODE_CLIENT_USAGES };
}

Deno.test("submitRequest() creates the request that the approver knows", async () => {
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  using client = clientOf(cluster);
  const request = await requestOf(generateNodeKey());
  const submitted = await submitRequest(client.api, request);
  assert.equal(submitted.name, request.name);
  assert.equal(submitted.version, "v1");
  const stored = cluster.csr(request.name);
  assert.equal(stored?.metadata.uid, submitted.uid);
  assert.equal(stored?.spec.signerName, "kubernetes.io/kube-apiserver-client-kubelet");
  assert.deepEqual(stored?.spec.usages, [...NODE_CLIENT_USAGES]);
  assert.equal(atob(String(stored?.spec.request)), request.pem);
});

Deno.test("submitRequest() adopts the request that an earlier try of the same key left", async () => {
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  using client = clientOf(cluster);
  const key = generateNodeKey();
  const first = await submitRequest(client.api, await requestOf(key));
  const again = await submitRequest(client.api, await requestOf(key));
  assert.equal(again.uid, first.uid);
  assert.equal(cluster.csrNames().length, 1);
});

const LONG = `${"a".repeat(60)}.`.repeat(4) + "example";

Deno.test.each([{ node: "worker-1" }, { node: LONG }])(
  "submitRequest() refuses a request of our name with another key, for $node",
  async ({ node }) => {
    await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
    using client = clientOf(cluster);
    await submitRequest(client.api, await requestOf(generateNodeKey(), node, "taken"));
    const mine = await requestOf(generateNodeKey(), node, "taken");
    const error = await failsWith("csr-conflict", () => submitRequest(client.api, mine));
    assert.match(error.hint, /kubectl delete csr taken/);
  },
);

Deno.test("submitRequest() refuses a request of our name and key for another node", async () => {
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  using client = clientOf(cluster);
  const key = generateNodeKey();
  await submitRequest(client.api, await requestOf(key, "worker-2", "taken"));
  await failsWith(
    "csr-conflict",
    async () => submitRequest(client.api, await requestOf(key, "worker-1", "taken")),
  );
});

Deno.test("submitRequest() refuses a request of our name that holds no request", async () => {
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  using client = clientOf(cluster);
  const request = await requestOf(generateNodeKey());
  cluster.faults.add({ kind: "status", status: 409 }, { method: "POST" });
  for (
    const garbage of [
      "!",
      btoa("hello"),
      btoa("-----BEGIN CERTIFICATE REQUEST-----\n!\n-----END CERTIFICATE REQUEST-----"),
    ]
  ) {
    const text = JSON.stringify({
      metadata: { name: request.name, uid: "1" },
      spec: { request: garbage },
    });
    const end = cluster.faults.add({
      kind: "status",
      status: 200,
      body: { kind: "text", text },
    }, { method: "GET" });
    await failsWith("csr-conflict", () => submitRequest(client.api, request));
    end();
  }
});

Deno.test("submitRequest() falls back to v1beta1 where there is no v1", async () => {
  await using cluster = await startControlPlane({ version: "1.20", issuance: { policy: "hold" } });
  cluster.faults.add({ kind: "status", status: 404 }, { path: "/certificates.k8s.io/v1/" });
  using client = clientOf(cluster);
  const submitted = await submitRequest(client.api, await requestOf(generateNodeKey()));
  assert.equal(submitted.version, "v1beta1");
  assert.equal((await readRequest(client.api, submitted)).uid, submitted.uid);
});

Deno.test("submitRequest() says when there is no such API at all", async () => {
  await using cluster = await startControlPlane();
  cluster.faults.add({ kind: "status", status: 404 }, { path: "certificates.k8s.io" });
  using client = clientOf(cluster);
  await failsWith(
    "csr-rejected",
    async () => submitRequest(client.api, await requestOf(generateNodeKey())),
  );
});

Deno.test.each(
  [
    { status: 422, code: "csr-rejected" },
    { status: 400, code: "csr-rejected" },
    { status: 403, code: "request-forbidden" },
    { status: 401, code: "token-rejected" },
  ] as const,
)("submitRequest() makes $code of $status", async ({ status, code }) => {
  await using cluster = await startControlPlane();
  cluster.faults.add({ kind: "status", status }, { method: "POST" });
  using client = clientOf(cluster);
  const error = await failsWith(
    code,
    async () => submitRequest(client.api, await requestOf(generateNodeKey())),
  );
  assert.ok(error.causes.length > 0, "the server's own words are lost");
});

Deno.test("readRequest() says when a request is gone", async () => {
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  using client = clientOf(cluster);
  const submitted = await submitRequest(client.api, await requestOf(generateNodeKey()));
  cluster.deleteCsr(submitted.name);
  await failsWith("csr-gone", () => readRequest(client.api, submitted));
});
