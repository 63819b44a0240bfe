import assert from "node:assert/strict";
import { startControlPlane } from "../support/control_plane/mod.ts";
import { createNodeRequest } from "../support/pki_requests.ts";
import { at } from "./client.ts";
import { ask, createRequest, nodeIdentity, refusal, requestsPath } from "./requests.ts";

Deno.test("v1beta1 certificate requests are served by 1.20 alone", async () => {
  const path = requestsPath.replace("v1", "v1beta1");
  const { requestPem } = await createNodeRequest("n1");
  const usages = ["digital signature", "key encipherment", "client auth"];
  const body = { metadata: { name: "beta" }, spec: { request: btoa(requestPem), usages } };
  await using old = await startControlPlane({ version: "1.20" });
  const created = await ask(old, path, { token: old.token, method: "POST", body });
  assert.equal(created.status, 201);
  assert.equal(at(created.json, "apiVersion"), "certificates.k8s.io/v1beta1");
  assert.match(String(at(created.json, "spec", "signerName")), /apiserver-client-kubelet$/);
  await using recent = await startControlPlane({ version: "1.37" });
  assert.deepEqual(await refusal(recent, path, { token: recent.token, method: "POST", body }), [
    404,
    "NotFound",
    "the server could not find the requested resource",
  ]);
});

Deno.test("certificate requests are validated", async () => {
  await using cluster = await startControlPlane();
  const { token } = cluster;
  async function problem(spec: Record<string, unknown>, name = "taken") {
    const { requestPem } = await createNodeRequest("n1");
    const good = { request: btoa(requestPem), signerName: "x/y", usages: ["client auth"] };
    const body = { metadata: { name }, spec: { ...good, ...spec } };
    const answer = await ask(cluster, requestsPath, { token, method: "POST", body });
    return `${answer.status} ${at(answer.json, "message")}`;
  }
  assert.match(await problem({}), /^201/);
  assert.match(await problem({}), /^409 certificatesigningrequests.certificates.k8s.io "taken" al/);
  assert.match(await problem({ signerName: undefined }), /^422 .*spec.signerName: Required value$/);
  assert.match(await problem({ request: btoa("x") }), /^422 .*type must be CERTIFICATE REQUEST$/);
  assert.match(await problem({ usages: [] }), /^422 .*spec.usages: Required value$/);
  assert.match(await problem({ usages: ["fun"] }), /^422 .*Unsupported value: "fun"$/);
  assert.match(await problem({ expirationSeconds: 60 }), /^422 .*less than 600 seconds/);
  assert.match(await problem({}, "a/b"), /^422/);
  const forged = (await createNodeRequest("n1")).requestPem.replace(
    /.{8}\n-----END/,
    "AAAAAAAA\n-----END",
  );
  assert.match(await problem({ request: btoa(forged) }), /^422/);
});

Deno.test("a token may neither decide nor delete certificate requests", async () => {
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  const { name } = await createRequest(cluster);
  const { token } = cluster;
  assert.deepEqual(
    await refusal(cluster, `${requestsPath}/${name}`, { token, method: "DELETE" }),
    [
      403,
      "Forbidden",
      `certificatesigningrequests.certificates.k8s.io "${name}" is forbidden: User "system:bootstrap:abcdef" cannot delete ` +
      'resource "certificatesigningrequests" in API group "certificates.k8s.io" at the cluster scope',
    ],
  );
  const approval = `${requestsPath}/${name}/approval`;
  assert.equal((await ask(cluster, approval, { token, method: "PUT", body: {} })).status, 403);
  const list = await ask(cluster, `${requestsPath}?fieldSelector=metadata.name%3D${name}`, {
    token,
  });
  assert.equal(at(list.json, "items", 0, "metadata", "name"), name);
  assert.equal(at(list.json, "items", "length"), 1);
});

Deno.test("1.37 holds a node to certificate requests for its own name", async () => {
  for (const [version, status] of [["1.20", 201], ["1.37", 403]] as const) {
    await using cluster = await startControlPlane({ version });
    const { requestPem } = await createNodeRequest("x1");
    const spec = { request: btoa(requestPem), signerName: "x/y", usages: ["client auth"] };
    const body = { metadata: { name: "other" }, spec };
    const identity = await nodeIdentity(cluster);
    const answer = await ask(cluster, requestsPath, { identity, method: "POST", body });
    assert.equal(answer.status, status);
    if (status === 403) {
      assert.match(answer.text, /can only create a node CSR with CN=system:node:n1/);
    }
  }
});
