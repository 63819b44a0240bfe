import assert from "node:assert/strict";
import { routeTo } from "../../../core/host/routes.ts";
import { createLocal } from "../../../core/host/local.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const V4 = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	010200C0	0003	0	0	100	00000000	0	0	0
eth1	00000000	010200C0	0003	0	0	50	00000000	0	0	0
eth2	000200C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
*	0000000A	00000000	0201	0	0	0	000000FF	0	0	0
eth3	0000010A	00000000	0001	0	0	0	0000FFFF	0	0	0
eth4	0000020A	00000000	0000	0	0	0	0000FFFF	0	0	0
`;
const V6 =
  `fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000003 00000000 00000003     eth1
20010db8000000000000000000000000 20 00000000000000000000000000000000 00 00000000000000000000000000000000 00000400 00000001 00000000 00200200     lo
`;

function read(path: string): Promise<string | undefined> {
  return Promise.resolve(path === "/proc/net/route" ? V4 : V6);
}

Deno.test.each([
  { address: "192.0.2.9", by: "eth2" },
  { address: "198.51.100.1", by: "eth1" },
  { address: "0.0.0.0", by: "eth1" },
  { address: "10.9.0.1", by: undefined },
  { address: "10.1.0.1", by: "eth3" },
  { address: "10.2.0.1", by: undefined },
  { address: "fd00::7", by: "eth0" },
  { address: "fd01::7", by: "eth1" },
  { address: "::", by: "eth1" },
  { address: "2001:db8:1::1", by: undefined },
  { address: "::ffff:192.0.2.9", by: "eth2" },
])("routeTo($address) goes by $by", async ({ address, by }) => {
  const route = await routeTo(address, read);
  assert.deepEqual(route, by === undefined ? { kind: "none" } : { kind: "way", interface: by });
});

Deno.test("routeTo() does not know a way without a table, or to what is no address", async () => {
  const nothing = () => Promise.resolve(undefined);
  assert.deepEqual(await routeTo("10.0.0.1", nothing), { kind: "unknown" });
  assert.deepEqual(await routeTo("cluster.test", read), { kind: "unknown" });
});

Deno.test("local.routeTo() and local.diskSpace() ask the real machine", async () => {
  const local = createLocal("/");
  assert.match((await local.routeTo("192.0.2.1")).kind, /^(way|none|unknown)$/);
  const space = await local.diskSpace("/proc/..");
  assert.ok(space !== undefined && space.bytes > 0 && space.freeBytes <= space.bytes);
  assert.equal(await local.diskSpace("/no/such/directory"), undefined);
});
