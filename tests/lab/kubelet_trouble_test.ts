/** Real kubelets that do not come up, for real reasons: we say which. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { runJoin } from "./support/join_run.ts";
import { type KubeletTrouble, TROUBLES } from "./support/kubelet_troubles.ts";
import { install } from "./support/program.ts";
import { refused } from "./support/refusal.ts";

async function tells(cluster: Lab, name: string, trouble: KubeletTrouble): Promise<void> {
  await using node = await cluster.node(name);
  await install(node);
  await using _undo = await trouble.provoke(node, cluster) ?? undefined;
  const run = await runJoin(node, [...cluster.joinArgs, ...trouble.args]);
  const journal = await node.exec("journalctl", "-u", "kubelet", "-n", "40", "-o", "cat");
  try {
    refused(run, trouble.code, trouble.withinMs);
    assert(!run.result.ok);
    assert.match(run.result.error.causes?.join("\n") ?? "", trouble.says);
  } catch (error) {
    throw new Error(`the kubelet's own words:\n${journal}`, { cause: error });
  }
}

for (const version of VERSIONS) {
  labTest(`a kubelet of ${version} that does not come up`, async (t) => {
    await using cluster = await up(version);
    const troubles = TROUBLES.filter(({ versions }) => versions.includes(version));
    for (const [index, trouble] of troubles.entries()) {
      await t.step(trouble.name, () => tells(cluster, `n${index + 1}`, trouble));
    }
  });
}
