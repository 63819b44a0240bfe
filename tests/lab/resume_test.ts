/** Joins that were killed, and joins again. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, type Version, VERSIONS } from "./lab.ts";
import { errorOf, joins, runJoin } from "./support/join_run.ts";
import { publishedFile, putText } from "./support/discovery_files.ts";
import { KILL_POINTS, killedAt, type KillPoint } from "./support/kill.ts";
import type { Machine } from "./support/machine.ts";
import { manualApproval, requestNames } from "./support/manual_approval.ts";
import { install } from "./support/program.ts";
import { readTree } from "./support/tree.ts";

const PLACES = ["/etc", "/root", "/usr/local", "/var/lib/kubelet", "/var/lib/kubeworker"];
const HALF_WRITTEN =
  /kubeworker-[0-9a-f]{8}$|kubelet-client-updated\.pem$|bootstrap-kubelet\.conf$/;

async function startedAt(node: Machine): Promise<string> {
  return await node.exec("systemctl", "show", "-P", "ExecMainStartTimestampMonotonic", "kubelet");
}

function isEnded({ kind }: { kind: string }): boolean {
  return kind === "service" || kind === "csr";
}

async function goesOnAfter(cluster: Lab, point: KillPoint, name: string): Promise<void> {
  await using node = await cluster.node(name);
  await install(node);
  const args = [...cluster.joinArgs, ...point.args ?? []];
  const sent = (await requestNames(cluster)).length;
  {
    await using _manual = point.unapproved ? await manualApproval(cluster) : undefined;
    assert(await killedAt(node, args, point), "the join ended before it could be killed");
  }
  await joins(node, args);
  await cluster.ready(name);
  const tree = await readTree(await node.root(), PLACES);
  assert.deepEqual([...tree.keys()].filter((path) => HALF_WRITTEN.test(path)), []);
  const stored = [...tree.keys()].filter((path) => /kubelet-client-\d.*\.pem$/.test(path));
  assert.equal(stored.length, 1, `certificates: ${stored.join(", ")}`);
  assert(!tree.has("/var/lib/kubelet/pki/kubelet-client.key.tmp"), "the pending key is there");
  assert.equal((await requestNames(cluster)).length, sent + 1, "not one request");
  const started = await startedAt(node);
  assert.equal((await joins(node, args)).result.ok, true);
  assert.equal(await startedAt(node), started, "the kubelet was started again");
}

async function joinsAgain(cluster: Lab): Promise<void> {
  await using node = await cluster.node("n1");
  await install(node);
  await joins(node, [...cluster.joinArgs, "--wait=ready"]);
  const started = await startedAt(node);
  const mine = ["/etc", "/usr/local", "/var/lib/kubeworker", "/var/lib/kubelet/pki"];
  const own = [...mine, "/var/lib/kubelet/config.yaml", "/var/lib/kubelet/kubeadm-flags.env"];
  const before = await readTree(await node.root(), own);
  const again = await joins(node, [...cluster.joinArgs, "--wait=ready"]);
  assert(again.result.ok && again.result.join === "already-joined", again.stdout);
  assert.deepEqual(again.events.filter(isEnded), []);
  const after = await readTree(await node.root(), own);
  assert.deepEqual(after, before);
  assert.equal(await startedAt(node), started);
  await refusesOthers(cluster, node);
  await registersAgain(cluster, node);
}

async function refusesOthers(cluster: Lab, node: Machine): Promise<void> {
  const renamed = await runJoin(node, [...cluster.joinArgs, "--node-name", "other"]);
  assert.equal(errorOf(renamed), "node-name-differs");
  const pin = `sha256:${"0".repeat(64)}`;
  const elsewhere = cluster.joinArgs.map((word) => word.startsWith("sha256:") ? pin : word);
  assert.equal(errorOf(await runJoin(node, elsewhere)), "cluster-differs");
}

async function registersAgain(cluster: Lab, node: Machine): Promise<void> {
  await cluster.kubectl("delete", "node", "n1");
  const again = await joins(node, cluster.joinArgs);
  assert(again.result.ok && again.result.join === "continued");
  await cluster.ready("n1");
}

async function knowsOtherConf(cluster: Lab): Promise<void> {
  await using node = await cluster.node("n2");
  await install(node);
  const conf = (await publishedFile(cluster)).replace(
    /server: \S+/,
    "server: https://10.9.9.9:6443",
  );
  await node.exec("mkdir", "-p", "/etc/kubernetes");
  await putText(node, "/etc/kubernetes/kubelet.conf", conf);
  const run = await runJoin(node, cluster.joinArgs);
  assert.equal(errorOf(run), "preflight-failed");
  assert.match(
    run.stdout,
    /in the cluster at https:\/\/10\.9\.9\.9:6443; the certificate that it names/,
  );
}

/** The kubelet of 1.20 takes ten seconds to register: there, the moments in which it has a part. */
function pointsFor(version: Version): readonly KillPoint[] {
  return version === "1.37" ? KILL_POINTS : KILL_POINTS.slice(3);
}

for (const version of VERSIONS) {
  labTest(`a join on ${version} goes on where it was killed`, async (t) => {
    await using cluster = await up(version);
    await t.step("a finished join changes nothing", () => joinsAgain(cluster));
    await t.step("kubelet.conf of another cluster", () => knowsOtherConf(cluster));
    for (const [index, point] of pointsFor(version).entries()) {
      await t.step(`SIGKILL ${point.name}`, () => goesOnAfter(cluster, point, `n${10 + index}`));
    }
  });
}
