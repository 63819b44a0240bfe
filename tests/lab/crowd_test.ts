/**
 * A thousand machines at once on a real control plane: their network side, in one process beside it. See lab.ts for
 * how to run this; KUBEWORKER_CROWD sets another number, KUBEWORKER_CROWD_RESULT names a file for the figures.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type CrowdOptions, keepFigures, type Member } from "../support/crowd.ts";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import type { AuditLine } from "./support/audit.ts";
import { listAt } from "./support/json.ts";
import { mostWatches } from "./support/watches.ts";

const COUNT = Number(Deno.env.get("KUBEWORKER_CROWD") ?? 1000);
const MAIN = fileURLToPath(new URL("../support/crowd_main.ts", import.meta.url));

const KUBELETS = { "1.37": "v1.37.2", "1.20": "v1.20.2" } as const;

/** Lets them join from the lab's own switch. */
async function crowd(cluster: Lab, count: number, prefix: string): Promise<Member[]> {
  const { endpoint, token, pin, version } = cluster;
  const options: CrowdOptions = {
    ...{ count, endpoint, token, pin, prefix },
    kubeletVersion: KUBELETS[version],
  };
  const child = new Deno.Command("ip", {
    args: ["netns", "exec", "lab-sw", Deno.execPath(), "run", "-A", "--no-check", MAIN],
    ...{ stdin: "piped", stdout: "piped", stderr: "inherit" },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(options)));
  await writer.close();
  const { success, stdout } = await child.output();
  assert.ok(success, "the crowd's process failed");
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** How often what was asked, the most frequent first. */
function countKinds(lines: readonly AuditLine[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { verb, uri, status } of lines) {
    const [path = ""] = uri.split("?");
    const parts = path.split("/");
    const named = /^(crowd|node-csr|csr)-/.test(parts.at(-1) ?? "");
    const kind = `${verb} ${named ? [...parts.slice(0, -1), "NAME"].join("/") : path} ${status}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}

for (const version of VERSIONS) {
  labTest(`${COUNT} machines at once join ${version}, each by one request`, async () => {
    await using cluster = await up(version);
    async function ours() {
      const lines = await cluster.audit();
      return lines.filter(({ userAgent }) => userAgent.startsWith("kubeworker/0.0.0-crowd"));
    }
    const [alone] = await crowd(cluster, 1, "lone");
    assert.equal(alone?.error, undefined);
    const lone = (await ours()).length;

    const members = await crowd(cluster, COUNT, "crowd");
    const failed = members.flatMap(({ error }) => error ?? []);
    assert.deepEqual(failed.slice(0, 5), [], `${failed.length} of ${COUNT} failed`);
    const requests = (await ours()).slice(lone);
    const created = requests.filter(({ verb, uri, status }) =>
      verb === "create" && uri.includes("/certificatesigningrequests") && status === 201
    );
    // Who waits for long asks once whether anybody will approve it: that is a question more, not a storm.
    const asked = requests.filter(({ uri }) => uri.includes("/selfsubjectaccessreviews")).length;
    assert.ok(asked <= COUNT, `${asked} asked who approves`);
    assert.equal(created.length, COUNT);
    const csrs = listAt(await cluster.object("csr"), "items");
    assert.equal(csrs.length, COUNT + 1, "certificate requests in the cluster");

    const each = requests.length / COUNT;
    const seconds = Math.max(...members.map(({ ms }) => ms)) / 1000;
    const figures = {
      version,
      count: COUNT,
      lone,
      each,
      ratio: each / lone,
      most: Math.max(...members.map((member) => member.requests)),
      refused: members.reduce((sum, member) => sum + member.refused, 0),
      asked,
      kinds: countKinds(requests),
      seconds,
      perSecond: COUNT / seconds,
      watches: mostWatches(await Deno.readTextFile(`${await cluster.root()}/root/audit.log`)),
    };
    await keepFigures(figures);
    assert.ok(figures.ratio <= 1.3, JSON.stringify(figures));
    assert.ok(figures.watches <= COUNT, JSON.stringify(figures));
  });
}
