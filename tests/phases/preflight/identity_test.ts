import assert from "node:assert/strict";
import { findTwins, readMachineIdentity } from "../../../core/node/machine_identity.ts";
import { createFiles } from "../../../core/host/files.ts";
import { temporaryRoot } from "../../core/kit/temporary_root.ts";
import { find } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const ID = "0123456789abcdef0123456789abcdef";
const UUID = "4c4c4544-0035-3510-8052-b9c04f4e3532";

Deno.test.each([
  { text: undefined, is: [] },
  { text: `${ID}\n`, is: [] },
  { text: "", is: ["warning /etc/machine-id is empty: this machine cannot be told from others"] },
  {
    text: "uninitialized\n",
    is: [
      'warning /etc/machine-id holds "uninitialized": this machine cannot be told from others',
    ],
  },
  {
    text: "0".repeat(32),
    is: [
      `warning /etc/machine-id holds "${"0".repeat(32)}": this machine cannot be told from others`,
    ],
  },
])("MachineId says $is of $text", async ({ text, is }) => {
  const files = text === undefined ? {} : { "/etc/machine-id": text };
  assert.deepEqual(await find("MachineId", { files }), is);
});

Deno.test("ProductUUID finds a placeholder", async () => {
  const path = "/sys/class/dmi/id/product_uuid";
  assert.deepEqual(await find("ProductUUID"), []);
  assert.deepEqual(await find("ProductUUID", { files: { [path]: `${UUID}\n` } }), []);
  const placeholder = "03000200-0400-0500-0006-000700080009";
  const [found] = await find("ProductUUID", { files: { [path]: `${placeholder}\n` } });
  assert.match(found ?? "", new RegExp(`^warning .*placeholder.*"${placeholder}"`));
});

function device(name: string, address: string, more: Record<string, string> = {}) {
  const folder = `/sys/class/net/${name}`;
  return { [`${folder}/address`]: `${address}\n`, [`${folder}/device/vendor`]: "", ...more };
}

Deno.test("MacAddress leaves devices alone that are no hardware, or parts of a bond", async () => {
  const mac = "52:54:00:12:34:56";
  const files = {
    "/sys/class/net/lo/address": "00:00:00:00:00:00\n",
    "/sys/class/net/br0/address": `${mac}\n`,
    ...device("eth0", mac),
    ...device("eth1", "52:54:00:12:34:57"),
    ...device("eth2", mac, { "/sys/class/net/eth2/master/x": "" }),
  };
  assert.deepEqual(await find("MacAddress", { files }), []);
});

Deno.test("MacAddress finds a missing one, and two that are the same", async () => {
  const mac = "52:54:00:12:34:56";
  const files = {
    ...device("eth0", mac),
    ...device("eth1", mac),
    ...device("eth2", "00:00:00:00:00:00"),
  };
  assert.deepEqual(await find("MacAddress", { files }), [
    `warning eth0, eth1 have the same MAC address ${mac}`,
    "warning eth2 has the MAC address 00:00:00:00:00:00",
  ]);
});

Deno.test("findTwins() names other Nodes with the same identity, never this one", async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/machine-id", `${ID}\n`);
  await root.put("/sys/class/dmi/id/product_uuid", `${UUID.toUpperCase()}\n`);
  const own = await readMachineIdentity(createFiles(root.path));
  const node = (name: string, machineID: string, systemUUID: string) => ({
    metadata: { name },
    status: { nodeInfo: { machineID, systemUUID } },
  });
  const nodes = [
    node("n1", ID, UUID),
    node("n2", ID, "other"),
    node("n3", "other", UUID),
    { metadata: { name: "n4" } },
  ];
  assert.deepEqual(findTwins(own, "n1", nodes), { machineId: ["n2"], productUuid: ["n3"] });
});

Deno.test("findTwins() takes two machines that know nothing of themselves for no twins", () => {
  const nodes = [{ metadata: { name: "n2" }, status: { nodeInfo: { machineID: "" } } }];
  const own = { machineId: "", productUuid: undefined };
  assert.deepEqual(findTwins(own, "n1", nodes), { machineId: [], productUuid: [] });
});
