/** Joins in which the kubelet sends the certificate request, as with kubeadm. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { joins, runJoin } from "./support/join_run.ts";
import type { Machine } from "./support/machine.ts";
import { manualApproval, requestNames } from "./support/manual_approval.ts";
import { install } from "./support/program.ts";
import { AT_ONCE, refused } from "./support/refusal.ts";
import { pause } from "./support/wait.ts";

const BOOTSTRAP = "/etc/kubernetes/bootstrap-kubelet.conf";
const CONF = "/etc/kubernetes/kubelet.conf";

async function exists(node: Machine, path: string): Promise<boolean> {
  return (await node.attempt("test", "-e", path)).code === 0;
}

async function joinsByKubelet(cluster: Lab): Promise<void> {
  await using node = await cluster.node("n1");
  await install(node);
  const { events } = await joins(node, [...cluster.joinArgs, "--tls-bootstrap=kubelet"]);
  assert(!await exists(node, BOOTSTRAP), "the bootstrap file is still there");
  const starts = events.filter(({ kind }) => kind === "service");
  assert.equal(starts.length, 1, "the kubelet was started more than once");
  const [line = ""] = (await cluster.audit()).filter(({ uri, verb }) =>
    verb === "create" && uri.includes("certificatesigningrequests")
  ).map(({ userAgent }) => userAgent);
  assert.match(line, /^kubelet\//, "somebody else than the kubelet sent the request");
  await cluster.ready("n1");
}

/** A kubelet without its bootstrap file would end at each start, for ever. */
async function givesUp(cluster: Lab): Promise<void> {
  await using node = await cluster.node("n2");
  await install(node);
  await using _manual = await manualApproval(cluster);
  const before = await requestNames(cluster);
  const args = [...cluster.joinArgs, "--tls-bootstrap=kubelet"];
  const run = await runJoin(node, [...args, "--timeout", "tlsBootstrap=8s"]);
  refused(run, "csr-timeout", 8_000 + 2 * AT_ONCE);
  const asked = (await requestNames(cluster)).filter((name) => !before.includes(name));
  assert.notDeepEqual(asked, [], "the kubelet sent no request: the case proves nothing");
  assert(!await exists(node, BOOTSTRAP), "the bootstrap file is still there");
  assert(!await exists(node, CONF), "a kubelet.conf without a certificate stays in the way");
  await pause(12_000); // longer than the unit's RestartSec
  const { stdout } = await node.attempt("systemctl", "is-active", "kubelet");
  assert.equal(stdout.trim(), "inactive");

  // Nothing of it is in the way of a join that is approved.
  for (const name of asked) await cluster.kubectl("certificate", "approve", name);
  const second = runJoin(node, [...cluster.joinArgs]);
  await pause(2_000);
  const names = (await requestNames(cluster)).filter((name) =>
    ![...before, ...asked].includes(name)
  );
  for (const name of names) await cluster.kubectl("certificate", "approve", name);
  const { code, stdout: said } = await second;
  assert.equal(code, 0, said);
}

for (const version of VERSIONS) {
  labTest(`--tls-bootstrap=kubelet on ${version}`, async (t) => {
    await using cluster = await up(version);
    await t.step("joins", () => joinsByKubelet(cluster));
    await t.step("gives up", () => givesUp(cluster));
  });
}
