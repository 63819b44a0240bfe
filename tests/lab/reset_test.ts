/** `kubeworker reset` on real nodes. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { joins } from "./support/join_run.ts";
import { differencesOf, stateOf } from "./support/machine_state.ts";
import type { Machine } from "./support/machine.ts";
import { kubeadmJoins } from "./support/oracle.ts";
import { runsPods } from "./support/pods.ts";
import { install } from "./support/program.ts";

async function reset(node: Machine, ...flags: string[]): Promise<string> {
  const { code, stdout, stderr } = await node.attempt("kubeworker", "reset", ...flags);
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  return stdout;
}

async function isRunning(node: Machine): Promise<boolean> {
  return (await node.attempt("systemctl", "-q", "is-active", "kubelet")).code === 0;
}

/** The pods' sandboxes that the runtime still knows. */
async function sandboxes(node: Machine): Promise<string> {
  return (await node.exec("ctr", "-n", "k8s.io", "containers", "list", "-q")).trim();
}

/** Not ours to remove, and said so: the network plugin's own, and a directory of the kubelet's package. */
const LEFT = /^(\/var\/lib\/cni|\/usr\/libexec\/kubernetes)(\/[^:]*)?: nothing → /;

function leftOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return differencesOf(before, after).filter((line) => !LEFT.test(line));
}

async function resetsOwnJoin(cluster: Lab): Promise<void> {
  await using node = await cluster.node("n1");
  await install(node);
  const before = await stateOf(node);
  await joins(node, cluster.joinArgs);
  await runsPods(cluster, "n1");

  const shown = await reset(node, "--dry-run");
  assert.match(shown, /would/);
  assert(await isRunning(node), "the dry run stopped the kubelet");

  await reset(node);
  assert.equal(await isRunning(node), false);
  assert.equal(await sandboxes(node), "");
  assert.deepEqual(leftOf(before, await stateOf(node)), []);
  await reset(node);

  // The cluster takes it for Ready for a while yet: it is this machine's own.
  await joins(node, cluster.joinArgs);
  await cluster.ready("n1");
  const conf = `${await cluster.root()}/etc/kubernetes/admin.conf`;
  await node.put(conf, "/root/admin.conf");
  await reset(node, "--delete-node", "/root/admin.conf");
  assert.equal(await cluster.object("node", "n1"), undefined);
}

async function resetsJoinOfKubeadm(cluster: Lab): Promise<void> {
  await using node = await cluster.node("n2");
  await install(node);
  const before = await stateOf(node);
  await kubeadmJoins(node, cluster);
  await cluster.ready("n2");
  await reset(node);
  assert.equal(await isRunning(node), false);
  // kubeadm's own reset leaves these empty directories, too.
  const left = leftOf(before, await stateOf(node)).filter((line) =>
    !/^\/etc\/kubernetes(\/pki|\/manifests)?: nothing → d /.test(line)
  );
  assert.deepEqual(left, []);
}

for (const version of VERSIONS) {
  labTest(`reset on ${version} takes a join back`, async (t) => {
    await using cluster = await up(version);
    await t.step("of ours, by the journal", () => resetsOwnJoin(cluster));
    await t.step("of kubeadm, without a journal", () => resetsJoinOfKubeadm(cluster));
  });
}
