/** Each phase alone, a dry run, and interruptions. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { joins, runJoin } from "./support/join_run.ts";
import { interruptedAt, MOMENTS } from "./support/interruption.ts";
import { at } from "./support/json.ts";
import { requestNames } from "./support/manual_approval.ts";
import { install } from "./support/program.ts";
import { untouched } from "./support/untouched.ts";

/** In order; each takes from the node what the ones before left there. */
const PHASES = ["preflight", "discovery", "kubelet-dynamic-config", "tls-bootstrap", "finalize"];

async function oneByOne(cluster: Lab): Promise<void> {
  await using node = await cluster.node("n1");
  await install(node);
  for (const phase of PHASES) {
    const run = await joins(node, ["phase", phase, ...cluster.joinArgs]);
    const ran = run.events.filter((event) =>
      event.kind === "phase-end" && event.outcome === "done"
    );
    assert(ran.some((event) => event.kind === "phase-end" && event.phase === phase));
  }
  await cluster.ready("n1");
}

async function dryRun(cluster: Lab): Promise<void> {
  await using node = await cluster.node("n2");
  await install(node);
  const before = await requestNames(cluster);
  const run = await untouched(node, () => runJoin(node, [...cluster.joinArgs, "--dry-run"]));
  assert.equal(run.code, 0, run.stdout);
  assert(run.result.ok && run.result.dryRun);
  assert.deepEqual(await requestNames(cluster), before, "the dry run sent a request");
  assert.equal(await cluster.object("node", "n2"), undefined);
  const shown = run.events.filter((event) => event.kind === "file" && event.dryRun === true)
    .map((event) => at(event, "path"));
  assert(shown.includes("/var/lib/kubelet/config.yaml"), "the dry run shows nothing");
}

for (const version of VERSIONS) {
  labTest(`phases of a join on ${version}`, async (t) => {
    await using cluster = await up(version);
    await t.step("one by one", () => oneByOne(cluster));
    await t.step("a dry run", () => dryRun(cluster));
    const moments = MOMENTS.filter(({ withKubelet }) =>
      withKubelet === true || version === VERSIONS[0]
    );
    for (const [index, moment] of moments.entries()) {
      await t.step(`Ctrl-C ${moment.name}`, async () => {
        await using node = await cluster.node(`n${10 + index}`);
        await install(node);
        await interruptedAt(node, cluster, moment);
      });
    }
  });
}
