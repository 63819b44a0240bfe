/** What preflight finds, against what the real kubeadm finds on the same node. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { labTest, up, VERSIONS } from "./lab.ts";
import { runUnder } from "./preflight/condition.ts";
import { CONDITIONS } from "./preflight/conditions.ts";
import { DIFFERENCES, type Level } from "./preflight/differences.ts";
import { type Findings, readKubeadm, readKubeworker } from "./preflight/findings.ts";
import { runJoin } from "./support/join_run.ts";
import { withKubeletConfig } from "./support/kubelet_config.ts";
import { install } from "./support/program.ts";
import { AT_ONCE, refused } from "./support/refusal.ts";
import { untouched } from "./support/untouched.ts";

interface Seen {
  condition: string;
  check: string;
  ours: Level;
  theirs: Level;
}

function compare(condition: string, ours: Findings, theirs: Findings): Seen[] {
  const checks = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return checks.map((check): Seen => ({
    condition,
    check,
    ours: ours.get(check) ?? "nothing",
    theirs: theirs.get(check) ?? "nothing",
  })).filter((seen) => seen.ours !== seen.theirs);
}

for (const version of VERSIONS) {
  labTest(
    `preflight finds what kubeadm of ${version} finds, but for known differences`,
    async (t) => {
      await using cluster = await up(version);
      await using node = await cluster.node("n1");
      await install(node);
      const seen: Seen[] = [];
      let found = 0;
      for (const condition of CONDITIONS) {
        if ((condition.only ?? version) !== version) continue;
        await t.step(condition.name, async () => {
          const theirs = readKubeadm(await runUnder(condition, "kubeadm", { cluster, node }));
          const ours = readKubeworker(await runUnder(condition, "kubeworker", { cluster, node }));
          found += ours.size;
          seen.push(...compare(condition.name, ours, theirs));
        });
      }
      assert.ok(found > CONDITIONS.length, "next to nothing was provoked");
      const expected = DIFFERENCES.flatMap(({ check, when, ours, theirs }) =>
        (when[version] ?? []).map((condition) => ({
          condition,
          check: check.toLowerCase(),
          ours,
          theirs,
        }))
      );
      assert.deepEqual(sorted(seen), sorted(expected));
    },
  );
}

function sorted(lines: readonly Seen[]): string[] {
  return lines.map(({ condition, check, ours, theirs }) =>
    `${condition}: ${check}: ours ${ours}, theirs ${theirs}`
  ).sort();
}

labTest(
  "a cluster whose kubelets refuse cgroup v1 ends the join before anything is written",
  async () => {
    await using cluster = await up("1.37");
    await using node = await cluster.node("n1");
    await install(node);
    await using _undo = await withKubeletConfig(
      cluster,
      (text) => text.replace("failCgroupV1: false", "failCgroupV1: true"),
    );
    const run = await untouched(node, () => runJoin(node, cluster.joinArgs));
    refused(run, "kubelet-cgroup-v1", AT_ONCE);
  },
);
