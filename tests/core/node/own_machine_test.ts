import assert from "node:assert/strict";
import { isThisMachine, type NodeInfo } from "../../../core/node/own_machine.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const FILES: Readonly<Record<string, string>> = {
  "/etc/machine-id": "a1\n",
  "/sys/class/dmi/id/product_uuid": "UUID-1\n",
  "/proc/sys/kernel/random/boot_id": "b1\n",
};
const own: NodeInfo = { machineID: "a1", systemUUID: "uuid-1", bootID: "b1" };

Deno.test.each<{ what: string; info: NodeInfo | undefined; is: boolean }>([
  { what: "all of its own", info: own, is: true },
  { what: "a copy of its disk", info: { ...own, bootID: "b2" }, is: false },
  { what: "another machine-id", info: { ...own, machineID: "a2" }, is: false },
  { what: "another board", info: { ...own, systemUUID: "uuid-2" }, is: false },
  { what: "nothing", info: undefined, is: false },
  { what: "empty words", info: { machineID: "", systemUUID: "", bootID: "" }, is: false },
])("isThisMachine() is $is for a Node that shows $what", async ({ info, is }) => {
  assert.equal(await isThisMachine(info, { read: (path) => Promise.resolve(FILES[path]) }), is);
});

Deno.test("isThisMachine() takes a machine that knows nothing of itself for no Node's", async () => {
  const nothing = { read: () => Promise.resolve(undefined) };
  assert.equal(await isThisMachine({ machineID: "", bootID: "" }, nothing), false);
  assert.equal(await isThisMachine({}, nothing), false);
});
