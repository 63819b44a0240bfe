import assert from "node:assert/strict";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";
import { signDetached } from "../support/control_plane/jws.ts";
import { createAuthority } from "../support/pki.ts";
import { at } from "./client.ts";
import { ask, clusterInfoPath } from "./requests.ts";

const token = { id: "abcdef", secret: "0123456789abcdef" };

async function read(cluster: ControlPlane) {
  const { status, json } = await ask(cluster, clusterInfoPath);
  const kubeconfig = at(json, "data", "kubeconfig");
  return {
    status,
    message: at(json, "message"),
    kubeconfig: typeof kubeconfig === "string" ? kubeconfig : undefined,
    signature: at(json, "data", "jws-kubeconfig-abcdef"),
  };
}

for (const version of ["1.20", "1.37"] as const) {
  Deno.test(`cluster-info of ${version} is signed and names this server and CA`, async () => {
    await using cluster = await startControlPlane({ version });
    const { kubeconfig = "", signature } = await read(cluster);
    assert.equal(signature, signDetached(kubeconfig, token));
    assert.match(kubeconfig, new RegExp(`^    server: ${cluster.url}$`, "m"));
    assert.ok(kubeconfig.includes(btoa(cluster.authority.certificatePem)));
    assert.equal(/^preferences: {}$/m.test(kubeconfig), version === "1.20");
  });
}

Deno.test("cluster-info is for the anonymous alone, and closed in three ways", async () => {
  await using cluster = await startControlPlane();
  const withToken = await ask(cluster, clusterInfoPath, { token: cluster.token });
  assert.equal(withToken.status, 403);
  assert.equal(
    at(withToken.json, "message"),
    'configmaps "cluster-info" is forbidden: User "system:bootstrap:abcdef" cannot get resource "configmaps" ' +
      'in API group "" in the namespace "kube-public"',
  );
  cluster.discovery.access = "binding-deleted";
  const deleted = await read(cluster);
  assert.equal(deleted.status, 403);
  assert.match(String(deleted.message), /User "system:anonymous" cannot get resource/);
  cluster.discovery.access = "anonymous-off";
  assert.deepEqual((await read(cluster)).message, "Unauthorized");
  cluster.discovery.access = "missing";
  assert.deepEqual((await read(cluster)).message, 'configmaps "cluster-info" not found');
});

Deno.test("cluster-info carries a signature for every live signing token", async () => {
  await using cluster = await startControlPlane({
    tokens: [
      { token: "abcdef.0123456789abcdef" },
      { token: "signer.0123456789abcdef", usages: ["signing"] },
      { token: "authen.0123456789abcdef", usages: ["authentication"] },
      { token: "old000.0123456789abcdef", expires: new Date(Date.now() - 1000) },
    ],
  });
  const { json } = await ask(cluster, clusterInfoPath);
  assert.deepEqual(Object.keys(Object(at(json, "data"))).sort(), [
    "jws-kubeconfig-abcdef",
    "jws-kubeconfig-signer",
    "kubeconfig",
  ]);
  cluster.tokens.remove("abcdef");
  assert.equal((await read(cluster)).signature, undefined);
});

Deno.test("cluster-info's signature can be absent, late, and wrong", async () => {
  await using cluster = await startControlPlane({ discovery: { signature: { kind: "absent" } } });
  assert.equal((await read(cluster)).signature, undefined);

  cluster.discovery.signature = { kind: "wrong-secret" };
  const wrong = await read(cluster);
  assert.notEqual(wrong.signature, signDetached(wrong.kubeconfig ?? "", token));

  cluster.discovery.signature = { kind: "variant", options: { suffix: "\n" } };
  assert.match(String((await read(cluster)).signature), /\n$/);

  cluster.discovery.signature = { kind: "text", text: "a..b" };
  assert.equal((await read(cluster)).signature, "a..b");

  await using late = await startControlPlane({
    discovery: { signature: { kind: "appears-after", milliseconds: 100 } },
  });
  assert.equal((await read(late)).signature, undefined);
  await new Promise((resolve) => setTimeout(resolve, 120));
  assert.equal(typeof (await read(late)).signature, "string");
});

Deno.test("cluster-info's text can be absent, empty, foreign, and change", async () => {
  await using cluster = await startControlPlane({
    discovery: { kubeconfig: { kind: "absent" } },
  });
  assert.equal((await read(cluster)).kubeconfig, undefined);
  cluster.discovery.kubeconfig = { kind: "empty" };
  assert.deepEqual((await read(cluster)).kubeconfig, "");
  cluster.discovery.kubeconfig = { kind: "text", text: "kind: Config\n" };
  const foreign = await read(cluster);
  assert.equal(foreign.signature, signDetached("kind: Config\n", token));

  const attacker = await createAuthority();
  await using bundled = await startControlPlane({
    discovery: {
      server: "http://192.0.2.1/path",
      caPem: attacker.certificatePem,
      changesAtRead: 2,
    },
  });
  const first = await read(bundled);
  assert.match(first.kubeconfig ?? "", /server: http:\/\/192.0.2.1\/path/);
  assert.ok(first.kubeconfig?.includes(btoa(attacker.certificatePem)));
  const second = await read(bundled);
  assert.notEqual(second.kubeconfig, first.kubeconfig);
  assert.equal(second.signature, signDetached(second.kubeconfig ?? "", token));
});
