import assert from "node:assert/strict";
import { administering } from "../../cli/administering.ts";
import { find } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const ID = "0123456789abcdef0123456789abcdef";
const UUID = "4c4c4544-0035-3510-8052-b9c04f4e3532";
const PLACEHOLDER = "03000200-0400-0500-0006-000700080009";
const NAMES = ["DuplicateMachineID", "DuplicateProductUUID"];

function files(productUuid = UUID) {
  return {
    "/etc/machine-id": `${ID}\n`,
    "/sys/class/dmi/id/product_uuid": `${productUuid.toUpperCase()}\n`,
  };
}

Deno.test("DuplicateMachineID and DuplicateProductUUID name the Nodes of clones", async () => {
  await using administrator = await administering();
  const { cluster, conf } = administrator;
  cluster.putNode("n1", { ready: true, machineId: ID, productUuid: UUID });
  cluster.putNode("n2", { ready: true, machineId: ID, productUuid: "another" });
  cluster.putNode("n3", { ready: true, machineId: "another", productUuid: UUID });
  cluster.putNode("n4", { ready: true });
  const looking = { files: files(), flags: { approveWith: conf } };
  assert.deepEqual(await find("DuplicateMachineID", looking), [
    "warning Node n2 has the same machine-id as this machine",
  ]);
  assert.deepEqual(await find("DuplicateProductUUID", looking), [
    "warning Node n3 has the same product_uuid as this machine",
  ]);
});

Deno.test("DuplicateProductUUID leaves placeholders to another check", async () => {
  await using administrator = await administering();
  const { cluster, conf } = administrator;
  cluster.putNode("n3", { ready: true, machineId: "another", productUuid: PLACEHOLDER });
  const looking = { files: files(PLACEHOLDER), flags: { approveWith: conf } };
  assert.deepEqual(await find("DuplicateProductUUID", looking), []);
});

Deno.test.each(NAMES)("%s asks nobody without a kubeconfig, or in a whole join", async (name) => {
  await using administrator = await administering();
  const { cluster, conf } = administrator;
  assert.deepEqual(await find(name, { files: files() }), []);
  assert.deepEqual(
    await find(name, { files: files(), flags: { approveWith: conf }, alone: false }),
    [],
  );
  assert.deepEqual(cluster.requests, []);
});

Deno.test("that Nodes cannot be listed is said once", async () => {
  const flags = { approveWith: "/no/such/admin.conf" };
  await assert.rejects(find("DuplicateMachineID", { flags }), { code: "input-unreadable" });
  assert.deepEqual(await find("DuplicateProductUUID", { flags }), []);
});
