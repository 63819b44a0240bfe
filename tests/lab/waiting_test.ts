/** Certificate requests that wait long, and administrators who approve. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { apiServerOf } from "./support/api_server.ts";
import { publishedFile, putText, withUser } from "./support/discovery_files.ts";
import { joins, runJoin, startJoin } from "./support/join_run.ts";
import type { Machine } from "./support/machine.ts";
import { manualApproval, requestNames } from "./support/manual_approval.ts";
import { install } from "./support/program.ts";
import { refused } from "./support/refusal.ts";
import { createToken, withToken } from "./support/tokens.ts";
import { pause } from "./support/wait.ts";

const ENDLESS = ["--timeout", "tlsBootstrap=0"];

/** Two minutes until somebody approves, and the API server restarted in between. */
async function waitsThroughARestart(cluster: Lab, node: Machine): Promise<void> {
  const join = startJoin(node, [...cluster.joinArgs, ...ENDLESS]);
  const asked = await join.event(({ kind }) => kind === "csr");
  assert(asked.kind === "csr");
  const explained = await join.event((event) =>
    event.kind === "note" && /does not approve requests of system:bootstrap/.test(event.text)
  );
  assert(explained.elapsedMs - asked.elapsedMs < 25_000);
  await pause(40_000);
  const server = apiServerOf(cluster);
  await server.stop();
  await pause(3_000);
  await server.start();
  await pause(60_000);
  const approved = Date.now();
  await cluster.kubectl("certificate", "approve", asked.name);
  const { code, events, result } = await join.done;
  assert.equal(code, 0);
  assert(result.ok && (result.hardships?.outages ?? 0) > 0, "the outage is not told");
  const waited = events.find((event) => event.kind === "waited" && event.what.includes(asked.name));
  assert(waited?.kind === "waited" && waited.ms > 100_000);
  const late = Date.parse(waited.time) - approved;
  const requests = events.filter((event) =>
    event.kind === "request" && event.url.includes(asked.name)
  );
  // deno-lint-ignore no-console -- figures for the report
  console.log(
    `noticed ${late} ms after the approval, by ${requests.length} requests in ${waited.ms} ms`,
  );
  assert(late < 3_000, `noticed ${late} ms after the approval`);
}

/** The token ends while the request waits; a new one goes on with the same request. */
async function outlivesItsToken(cluster: Lab, node: Machine): Promise<void> {
  const token = await createToken(cluster);
  const before = await requestNames(cluster);
  const join = startJoin(node, [...withToken(cluster, token), ...ENDLESS]);
  const asked = await join.event(({ kind }) => kind === "csr");
  assert(asked.kind === "csr");
  await cluster.cp("kubeadm", "token", "delete", token);
  const began = performance.now();
  const run = await join.done;
  refused(run, "token-ended", Number.MAX_SAFE_INTEGER);
  assert(performance.now() - began < 75_000, "it was noticed too late");
  await cluster.kubectl("certificate", "approve", asked.name);
  await joins(node, cluster.joinArgs);
  assert.deepEqual(await requestNames(cluster), [...before, asked.name]);
}

/** A join that is killed while it waits goes on with the same request. */
async function outlivesItself(cluster: Lab, node: Machine): Promise<void> {
  const before = await requestNames(cluster);
  const join = startJoin(node, [...cluster.joinArgs, ...ENDLESS]);
  join.done.catch(() => {});
  const asked = await join.event(({ kind }) => kind === "csr");
  assert(asked.kind === "csr");
  await node.exec("pkill", "-9", "-x", "kubeworker");
  const again = startJoin(node, [...cluster.joinArgs, ...ENDLESS]);
  const next = await again.event(({ kind }) => kind === "csr");
  assert(next.kind === "csr" && next.name === asked.name);
  await cluster.kubectl("certificate", "approve", asked.name);
  assert.equal((await again.done).code, 0);
  assert.deepEqual(await requestNames(cluster), [...before, asked.name]);
}

async function approvesItself(cluster: Lab, node: Machine): Promise<void> {
  const admin = `${await cluster.root()}/root/admin.conf`;
  await node.put(admin, "/root/admin.conf");
  await node.exec("chmod", "0600", "/root/admin.conf");
  const run = await joins(node, [...cluster.joinArgs, "--approve-with", "/root/admin.conf"]);
  assert.equal(run.events.filter(({ kind }) => kind === "csr").length, 0);
}

/** A token may ask for certificates, and approve none. */
async function mayNotApprove(cluster: Lab, node: Machine): Promise<void> {
  const text = withUser(await publishedFile(cluster), { token: cluster.token });
  await putText(node, "/root/other.conf", text);
  const args = [...cluster.joinArgs, "--approve-with", "/root/other.conf"];
  refused(await runJoin(node, args), "approval-forbidden", Number.MAX_SAFE_INTEGER);
}

for (const version of VERSIONS) {
  labTest(`long waits on ${version}`, async (t) => {
    await using cluster = await up(version);
    await using _manual = await manualApproval(cluster);
    async function on(name: string, work: (cluster: Lab, node: Machine) => Promise<void>) {
      await using node = await cluster.node(name);
      await install(node);
      await work(cluster, node);
    }
    await t.step("two minutes, and a restart", () => on("n1", waitsThroughARestart));
    await t.step("the token ends", () => on("n2", outlivesItsToken));
    await t.step("the join is killed", () => on("n3", outlivesItself));
    await t.step("--approve-with", () => on("n4", approvesItself));
    await t.step("--approve-with somebody who may not", () => on("n5", mayNotApprove));
  });
}
