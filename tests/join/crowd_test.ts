import assert from "node:assert/strict";
import { joinTogether, keepFigures, type Member } from "../support/crowd.ts";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";

/** How many machines; more by `KUBEWORKER_CROWD=1000 deno task test tests/join/crowd_test.ts`. */
const COUNT = Number(Deno.env.get("KUBEWORKER_CROWD") ?? 100);

const REFUSALS = [
  { kind: "status", status: 429, retryAfter: 1 },
  { kind: "status", status: 429 },
  { kind: "status", status: 503 },
  { kind: "reset" },
] as const;

async function crowd(cluster: ControlPlane, count: number, prefix: string): Promise<Member[]> {
  const { endpoint, token, pin } = cluster;
  return await joinTogether({ count, endpoint, token, pin, kubeletVersion: "v1.37.2", prefix });
}

Deno.test(`${COUNT} machines at once join a server that sends every tenth request away`, async () => {
  await using cluster = await startControlPlane({ issuance: { approvalDelay: 300 } });
  const [lone] = await crowd(cluster, 1, "lone");
  assert.equal(lone?.error, undefined);
  const before = cluster.requests.length;
  // Each strikes once; 9 requests pass between two of them.
  const faults = Array.from({ length: COUNT }, (_, at) => REFUSALS[at % REFUSALS.length]);
  for (const [at, fault] of faults.entries()) {
    if (fault !== undefined) cluster.faults.add(fault, { after: 9 * at + 5, times: 1 });
  }
  const members = await crowd(cluster, COUNT, "n");
  assert.deepEqual(members.filter(({ error }) => error !== undefined), []);

  const requests = cluster.requests.slice(before);
  const created = requests.filter(({ method, status }) => method === "POST" && status === 201);
  assert.equal(created.length, COUNT, "a certificate request each");
  const refused = members.reduce((sum, member) => sum + member.refused, 0);
  assert.ok(refused >= COUNT / 4, `only ${refused} requests were sent away`);
  const each = requests.length / COUNT;
  const seconds = Math.max(...members.map(({ ms }) => ms)) / 1000;
  const most = Math.max(...members.map((member) => member.requests));
  const words = `${each.toFixed(2)} requests each (at most ${most}), alone ${lone?.requests}`;
  await keepFigures({ against: "the stand-in", count: COUNT, each, most, refused, seconds });
  assert.ok(each <= 1.3 * (lone?.requests ?? 0), words);
  assert.ok(most <= 2 * (lone?.requests ?? 0), words);
});

Deno.test("those who are sent away together do not come back together", async () => {
  await using cluster = await startControlPlane();
  const count = 50;
  const path = "certificatesigningrequests";
  cluster.faults.add({ kind: "status", status: 429, retryAfter: 1 }, {
    ...{ method: "POST", path, times: count },
  });
  const members = await crowd(cluster, count, "n");
  assert.deepEqual(members.filter(({ error }) => error !== undefined), []);
  const posts = cluster.requests.filter(({ method }) => method === "POST");
  const again = posts.filter(({ status }) => status === 201).map(({ at }) => at);
  assert.equal(again.length, count);
  const first = Math.min(...posts.map(({ at }) => at));
  assert.ok(Math.min(...again) - first >= 1000, "nobody came back before the second was over");
  // In no tenth of a second more than a third of them.
  const tenths = Map.groupBy(again, (at) => Math.floor((at - first) / 100));
  const fullest = Math.max(...[...tenths.values()].map((list) => list.length));
  assert.ok(fullest <= count / 3, `${fullest} of ${count} within 0.1 s`);
});
