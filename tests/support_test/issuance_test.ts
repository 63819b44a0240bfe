import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import type { IssuanceSwitches } from "../support/control_plane/faults/issuance.ts";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";
import { at } from "./client.ts";
import { createRequest, isIssued, isWatched, outline, watchRequest } from "./requests.ts";

const twoUsages = ["digital signature", "client auth"];

function conditions(cluster: ControlPlane, name: string) {
  return at(cluster.csr(name), "status", "conditions");
}

function typesOf(request: unknown): unknown[] {
  const list = at(request, "status", "conditions");
  return Array.isArray(list) ? list.map((condition) => at(condition, "type")) : [];
}

/** Long enough for anything that happens by itself to have happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

Deno.test("a held request is issued when a person approves it", async () => {
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  const { name } = await createRequest(cluster);
  const watching = watchRequest(cluster, name, isIssued);
  await isWatched(cluster);
  assert.equal(conditions(cluster, name), undefined);
  cluster.approve(name);
  assert.deepEqual(outline(await watching), [
    ["ADDED", undefined, false],
    ["MODIFIED", "Approved", false],
    ["MODIFIED", "Approved", true],
  ]);
});

Deno.test("delays keep approval and signing back", async () => {
  await using cluster = await startControlPlane({
    issuance: { approvalDelay: 60, signingDelay: 60 },
  });
  const start = Date.now();
  const { name } = await createRequest(cluster);
  const events = await watchRequest(cluster, name, isIssued);
  assert.ok(Date.now() - start >= 115);
  assert.equal(
    at(events.at(-1), "object", "status", "conditions", 0, "message"),
    "Auto approving kubelet client certificate after SubjectAccessReview.",
  );
});

Deno.test("1.20 does not approve two usages, 1.37 does", async () => {
  await using old = await startControlPlane({ version: "1.20" });
  const pending = await createRequest(old, { usages: twoUsages });
  await settled();
  assert.equal(conditions(old, pending.name), undefined);
  await using recent = await startControlPlane({ version: "1.37" });
  const { name } = await createRequest(recent, { usages: twoUsages });
  await watchRequest(recent, name, isIssued);
});

Deno.test("what is not exactly a kubelet's request stays pending", async () => {
  await using cluster = await startControlPlane();
  const odd = [
    { commonName: "n1" },
    { organizations: ["system:masters"] },
    { organizations: ["system:nodes", "system:masters"] },
    { dns: ["n1"] },
    { usages: ["digital signature", "key encipherment", "client auth", "server auth"] },
    { spec: { signerName: "kubernetes.io/kube-apiserver-client" } },
  ];
  for (const options of odd) {
    const { name, answer } = await createRequest(cluster, options);
    assert.equal(answer.status, 201);
    await settled();
    assert.equal(conditions(cluster, name), undefined, JSON.stringify(options));
  }
});

for (const key of ["p384", "rsa2048", "ed25519"] as const) {
  Deno.test(`a request with a ${key} key is signed`, async () => {
    await using cluster = await startControlPlane();
    const { name } = await createRequest(cluster, { key });
    await watchRequest(cluster, name, isIssued);
  });
}

Deno.test("policies deny, fail, and never sign", async () => {
  await using cluster = await startControlPlane();
  async function conditionsUnder(policy: IssuanceSwitches["policy"], last: string) {
    cluster.issuance.policy = policy;
    const { name } = await createRequest(cluster);
    await watchRequest(cluster, name, (event) => typesOf(at(event, "object")).includes(last));
    return name;
  }
  const denied = await conditionsUnder("deny", "Denied");
  assert.deepEqual(typesOf(cluster.csr(denied)), ["Denied"]);
  const failed = await conditionsUnder("fail", "Failed");
  assert.deepEqual(typesOf(cluster.csr(failed)), ["Approved", "Failed"]);
  const unsigned = await conditionsUnder("approve-never-sign", "Approved");
  await settled();
  assert.equal(at(conditions(cluster, unsigned), 0, "reason"), "AutoApproved");
  assert.equal(at(cluster.csr(unsigned), "status", "certificate"), undefined);

  cluster.issuance.policy = "hold";
  const byHand = await createRequest(cluster);
  cluster.deny(byHand.name, "NotOurs");
  assert.equal(at(conditions(cluster, byHand.name), 0, "reason"), "NotOurs");
});

Deno.test("a watch sees a request deleted and replaced", async () => {
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  const { name } = await createRequest(cluster);
  const deleted = watchRequest(cluster, name, (event) => at(event, "type") === "DELETED");
  await isWatched(cluster);
  const uid = cluster.csr(name)?.metadata.uid;
  cluster.replaceCsr(name);
  assert.deepEqual(outline(await deleted).map((event) => at(event, 0)), ["ADDED", "DELETED"]);
  assert.notEqual(cluster.csr(name)?.metadata.uid, uid);
  cluster.deleteCsr(name);
  assert.deepEqual(cluster.csrNames(), []);
});

Deno.test("the signer errs when told", async () => {
  await using cluster = await startControlPlane({ issuance: { authority: "other" } });
  const { publicKey } = new X509Certificate(cluster.authority.certificatePem);
  async function issued() {
    const { name } = await createRequest(cluster);
    const last = (await watchRequest(cluster, name, isIssued)).at(-1);
    return new X509Certificate(atob(String(at(last, "object", "status", "certificate"))));
  }
  assert.equal((await issued()).verify(publicKey), false);
  cluster.issuance.authority = "cluster";
  cluster.issuance.signing = { commonName: "system:node:x1", until: new Date() };
  const odd = await issued();
  assert.equal(odd.verify(publicKey), true);
  assert.match(odd.subject, /x1/);
});
