/** Joins that fail and are taken back, and two at once. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { errorOf, type JoinRun, joins, runJoin, startJoin } from "./support/join_run.ts";
import { differencesOf, stateOf } from "./support/machine_state.ts";
import type { Machine } from "./support/machine.ts";
import { manualApproval } from "./support/manual_approval.ts";
import { install } from "./support/program.ts";

const ROLLBACK = ["--on-failure", "rollback"];
/** Not ours, as `reset` says: the network plugin's own, and a directory of the kubelet's package. */
const LEFT = /^(\/var\/lib\/cni|\/usr\/libexec\/kubernetes)(\/[^:]*)?: nothing → /;

/** What the unit is: not how often it was tried. */
async function kubeletOf(node: Machine): Promise<string> {
  const { stdout } = await node.attempt("systemctl", "show", "-P", "ActiveState", "kubelet");
  // Before a join, packages leave it waiting for its next start: it may just have begun one.
  return stdout.trim().replace("activating", "active");
}

async function takenBack(
  node: Machine,
  join: () => Promise<JoinRun>,
): Promise<JoinRun> {
  const before = await stateOf(node);
  const kubelet = await kubeletOf(node);
  const run = await join();
  assert(!run.result.ok && run.result.rollback?.complete, run.stdout);
  const left = differencesOf(before, await stateOf(node)).filter((line) => !LEFT.test(line));
  assert.deepEqual(left, []);
  assert.equal(await kubeletOf(node), kubelet);
  return run;
}

async function unapproved(cluster: Lab, node: Machine): Promise<void> {
  await using _manual = await manualApproval(cluster);
  const args = [...cluster.joinArgs, ...ROLLBACK, "--timeout", "tlsBootstrap=2s"];
  const run = await takenBack(node, () => runJoin(node, args));
  assert.equal(errorOf(run), "csr-timeout");
  assert.match(run.stdout, /stays in the cluster/);
}

async function neverThere(cluster: Lab, node: Machine): Promise<void> {
  const args = [...cluster.joinArgs, ...ROLLBACK, "--timeout", "nodeRegistration=300ms"];
  assert.equal(errorOf(await takenBack(node, () => runJoin(node, args))), "node-timeout");
}

async function interrupted(cluster: Lab, node: Machine): Promise<void> {
  const run = await takenBack(node, async () => {
    const join = startJoin(node, [...cluster.joinArgs, ...ROLLBACK, "--wait=ready"]);
    await join.event((event) => event.kind === "service");
    await node.attempt("pkill", "-INT", "-x", "kubeworker");
    return await join.done;
  });
  assert.equal(run.code, 130);
}

async function twoAtOnce(cluster: Lab, node: Machine): Promise<void> {
  await using _manual = await manualApproval(cluster);
  const first = startJoin(node, cluster.joinArgs);
  await first.event(({ kind }) => kind === "csr");
  const pid = (await node.exec("pgrep", "-x", "kubeworker")).trim();
  const held = new RegExp(`process ${pid} \\(kubeworker join\\), since 20`);
  for (const command of ["join", "reset"]) {
    const args = command === "join" ? cluster.joinArgs : [];
    const { code, stdout, stderr } = await node.attempt("kubeworker", command, ...args);
    assert.equal(code, 9, stdout);
    assert.match(stderr, held);
    assert.match(stderr, new RegExp(`kill ${pid}`));
  }
  const looked = await runJoin(node, [...cluster.joinArgs, "--dry-run"]);
  assert.equal(looked.code, 0, looked.stdout);
  await node.exec("kill", "-KILL", pid);
  await first.done.catch(() => {});
}

for (const version of VERSIONS) {
  labTest(`a join on ${version} that fails is taken back`, async (t) => {
    await using cluster = await up(version);
    await using node = await cluster.node("n1");
    await install(node);
    await t.step("when nobody approves", () => unapproved(cluster, node));
    await t.step("when the Node does not come", () => neverThere(cluster, node));
    await cluster.kubectl("delete", "node", "n1", "--ignore-not-found");
    await t.step("at Ctrl-C", () => interrupted(cluster, node));
    await cluster.kubectl("delete", "node", "n1", "--ignore-not-found");
    await t.step("two at once", () => twoAtOnce(cluster, node));
    await t.step("and the same machine joins", async () => {
      await joins(node, [...cluster.joinArgs, "--wait=ready"]);
    });
  });
}
