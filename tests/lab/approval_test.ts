/** Certificate requests that wait for a person. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { joins, runJoin, startJoin } from "./support/join_run.ts";
import { manualApproval, requestNames } from "./support/manual_approval.ts";
import { install } from "./support/program.ts";
import { AT_ONCE, refused } from "./support/refusal.ts";
import { pause } from "./support/wait.ts";

/** The command that an operator is shown is the one that works. */
async function waitsForApproval(cluster: Lab): Promise<void> {
  await using node = await cluster.node("n1");
  await install(node);
  const began = performance.now();
  const join = startJoin(node, cluster.joinArgs);
  const asked = await join.event(({ kind }) => kind === "csr");
  assert(performance.now() - began < 2 * AT_ONCE, "the operator is told too late");
  assert(asked.kind === "csr");
  assert.deepEqual(await requestNames(cluster), [asked.name]);
  assert.equal(asked.approve, `kubectl certificate approve ${asked.name}`);
  assert.match(asked.keyFingerprint, /^SHA256:(?:[0-9a-f]{2}:){31}[0-9a-f]{2}$/);

  await pause(1_000);
  const approved = performance.now();
  await cluster.kubectl(...asked.approve.split(" ").slice(1));
  const { code, events } = await join.done;
  assert.equal(code, 0);
  const started = events.find(({ kind }) => kind === "service");
  const seen = events.find((event) => event.kind === "file" && event.path.endsWith("kubelet.conf"));
  assert(started !== undefined && seen !== undefined);
  const late = Date.parse(seen.time) - (performance.timeOrigin + approved);
  assert(late < AT_ONCE, `the certificate was stored ${late} ms after the approval`);
  await cluster.ready("n1");
}

async function endsWhenDenied(cluster: Lab): Promise<void> {
  await using node = await cluster.node("n2");
  await install(node);
  const join = startJoin(node, cluster.joinArgs);
  const asked = await join.event(({ kind }) => kind === "csr");
  assert(asked.kind === "csr");
  const denied = performance.now();
  await cluster.kubectl("certificate", "deny", asked.name);
  const run = await join.done;
  refused(run, "csr-denied", Number.MAX_SAFE_INTEGER);
  assert(performance.now() - denied < AT_ONCE, "the denial went unnoticed for too long");
  const { code } = await node.attempt("test", "-e", "/etc/kubernetes/kubelet.conf");
  assert.equal(code, 1, "there is a kubelet.conf without a certificate");

  // The next try must not meet the denied request again.
  const again = startJoin(node, [...cluster.joinArgs, "--wait=none"]);
  const second = await again.event(({ kind }) => kind === "csr");
  assert(second.kind === "csr" && second.name !== asked.name);
  await cluster.kubectl("certificate", "approve", second.name);
  assert.equal((await again.done).code, 0);
}

async function goesOnAfterTimeout(cluster: Lab): Promise<void> {
  await using node = await cluster.node("n3");
  await install(node);
  const before = await requestNames(cluster);
  const run = await runJoin(node, [...cluster.joinArgs, "--timeout", "tlsBootstrap=3s"]);
  refused(run, "csr-timeout", 3_000 + 2 * AT_ONCE);
  const [name = "", ...more] = (await requestNames(cluster)).filter((one) => !before.includes(one));
  assert.deepEqual(more, []);
  assert(!run.result.ok && run.result.error.hint.includes(`kubectl certificate approve ${name}`));

  await cluster.kubectl("certificate", "approve", name);
  const second = await joins(node, cluster.joinArgs);
  assert.equal(
    second.events.filter(({ kind }) => kind === "csr").length,
    0,
    "nobody is asked again",
  );
  assert.deepEqual(await requestNames(cluster), [...before, name], "there is another request");
  await cluster.ready("n3");
}

async function endsWhenDeleted(cluster: Lab): Promise<void> {
  await using node = await cluster.node("n4");
  await install(node);
  const join = startJoin(node, cluster.joinArgs);
  const asked = await join.event(({ kind }) => kind === "csr");
  assert(asked.kind === "csr");
  await cluster.kubectl("delete", "csr", asked.name);
  refused(await join.done, "csr-gone", Number.MAX_SAFE_INTEGER);
}

for (const version of VERSIONS) {
  labTest(`a cluster of ${version} in which people approve`, async (t) => {
    await using cluster = await up(version);
    await using _manual = await manualApproval(cluster);
    await t.step("approved while we wait", () => waitsForApproval(cluster));
    await t.step("denied", () => endsWhenDenied(cluster));
    await t.step("approved after we gave up", () => goesOnAfterTimeout(cluster));
    await t.step("deleted while we wait", () => endsWhenDeleted(cluster));
  });
}
