import assert from "node:assert/strict";
import { parseCaseFile } from "./case_file.ts";
import { type Ended, runJoin } from "./join_run.ts";
import { type Entry, listTree } from "./tree.ts";
import { createWorld, type World } from "./world.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const STATE = "/var/lib/kubeworker";
const ROLLBACK = ["--on-failure", "rollback"];

async function world(more: Record<string, unknown> = {}): Promise<World> {
  const wanted = parseCaseFile(JSON.stringify({ why: "It.", expect: { exit: 0 }, ...more }));
  return await createWorld(wanted, "/nowhere");
}

/** The machine, but for what kubeworker keeps for itself. */
async function treeOf({ machine: { root } }: World): Promise<Entry[]> {
  const all = await Array.fromAsync(listTree(root));
  return all.filter(({ path }) => !path.startsWith(STATE));
}

async function join(
  one: World,
  flags: readonly string[],
  more: Record<string, unknown> = {},
): Promise<Ended> {
  const all = ["--ignore-preflight-errors", "all", ...flags];
  const wanted = { why: "It.", flags: all, expect: { exit: 0 }, ...more };
  const { runs: [run] } = parseCaseFile(JSON.stringify(wanted));
  assert.ok(run !== undefined);
  return await runJoin(one, run, "json");
}

function failureOf({ events }: Ended) {
  const result = events.at(-1);
  assert.ok(result?.kind === "result" && !result.ok, JSON.stringify(result));
  return result;
}

function notesOf({ events }: Ended): string {
  return events.map((event) => event.kind === "note" ? `${event.text}\n${event.hint}\n` : "").join(
    "",
  );
}

Deno.test("a join that nobody approves is taken back, and its request is named", async () => {
  await using one = await world({ controlPlane: { issuance: { policy: "hold" } } });
  const before = await treeOf(one);
  const ended = await join(one, [...ROLLBACK, "--timeout", "tlsBootstrap=500ms"]);
  const { error, rollback } = failureOf(ended);
  assert.equal(error.code, "csr-timeout");
  assert.equal(ended.exit, 7);
  assert.equal(rollback?.complete, true);
  assert.ok(rollback.removed.includes("/var/lib/kubelet/pki/kubelet-client.key.tmp"));
  assert.deepEqual(await treeOf(one), before);
  assert.match(
    notesOf(ended),
    /request node-csr-\S+ stays in the cluster.*\n`kubectl delete csr node/,
  );
  one.controlPlane.issuance.policy = "auto";
  assert.equal((await join(one, [])).exit, 0);
});

Deno.test("a join whose kubelet never works is taken back with what the kubelet left", async () => {
  await using one = await world({ machine: { kubeletFlags: ["--never-healthy"] } });
  const { root } = one.machine;
  const own = `${root}/var/lib/kubelet/pki/kubelet.crt`;
  await Deno.mkdir(`${root}/var/lib/kubelet/pki`, { recursive: true });
  await Deno.writeTextFile(own, "the operator's own");
  await Deno.writeTextFile(`${root}/var/lib/kubelet/config.yaml`, "before: true\n");
  const before = await treeOf(one);
  const ended = await join(one, [...ROLLBACK, "--timeout", "kubeletHealthCheck=700ms"]);
  const { error, rollback } = failureOf(ended);
  assert.equal(error.code, "kubelet-unhealthy");
  assert.deepEqual(rollback?.restored, ["/var/lib/kubelet/config.yaml"]);
  assert.deepEqual(await treeOf(one), before);
  assert.equal(one.machine.kubelet.isActive(), false);
  assert.match(notesOf(ended), /Node "worker-1" may be in the cluster/);
});

Deno.test("Ctrl-C takes a join back as well", async () => {
  await using one = await world({ machine: { kubeletFlags: ["--ready-after", "5000"] } });
  const before = await treeOf(one);
  const interrupted = { interruptAt: { kind: "waiting", phase: "finalize" } };
  const ended = await join(one, [...ROLLBACK, "--wait=ready"], interrupted);
  assert.equal(failureOf(ended).error.code, "interrupted");
  assert.equal(ended.exit, 130);
  assert.deepEqual(await treeOf(one), before);
  assert.equal(one.machine.kubelet.isActive(), false);
});

Deno.test("the runs that a join went on from are taken back with it; a finished one is not", async () => {
  await using one = await world({ controlPlane: { issuance: { policy: "hold" } } });
  const before = await treeOf(one);
  const short = ["--timeout", "tlsBootstrap=300ms"];
  failureOf(await join(one, short));
  assert.notDeepEqual(await treeOf(one), before);
  failureOf(await join(one, [...short, ...ROLLBACK]));
  assert.deepEqual(await treeOf(one), before);
  one.controlPlane.issuance.policy = "auto";
  assert.equal((await join(one, [])).exit, 0);
  const joined = await treeOf(one);
  await one.machine.kubelet.stop();
  const again = ["--wait=ready", "--timeout", "nodeRegistration=1ms"];
  failureOf(await join(one, [...again, ...ROLLBACK]));
  assert.deepEqual(await treeOf(one), joined);
  assert.equal(one.machine.kubelet.isActive(), false);
});

Deno.test("what cannot be taken back is told beside the error, and reset goes on", async () => {
  await using one = await world({ controlPlane: { issuance: { policy: "hold" } } });
  const before = await treeOf(one);
  const { root } = one.machine;
  const kubelet = `${root}/var/lib/kubelet`;
  const joining = join(one, [...ROLLBACK, "--timeout", "tlsBootstrap=900ms"]);
  // Somebody puts something of his own beside what we wrote.
  await one.controlPlane.firstCsr();
  await Deno.writeTextFile(
    `${kubelet}/pki/kubelet.crt`,
    "a kubelet's that is tried again and again",
  );
  await Deno.writeTextFile(`${kubelet}/kubeadm-flags.env`, "mine\n");
  const { error, rollback } = failureOf(await joining);
  assert.equal(error.code, "csr-timeout");
  assert.deepEqual(rollback?.kept.map(({ path }) => path), [
    "/var/lib/kubelet/kubeadm-flags.env",
    "/var/lib/kubelet",
  ]);
  await Deno.remove(kubelet, { recursive: true });
  assert.deepEqual(await treeOf(one), before);
});
