/** `kubeworker status` on real nodes: one that works, and what breaks it. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import type { Machine } from "./support/machine.ts";
import { install } from "./support/program.ts";
import { until } from "./support/wait.ts";

interface Seen {
  code: number;
  healthy: boolean;
  problems: { section: string; level: string; text: string }[];
  [section: string]: unknown;
}

async function status(node: Machine, ...flags: string[]): Promise<Seen> {
  const done = await node.attempt("kubeworker", "status", "-o", "json", ...flags);
  assert.notEqual(done.stdout, "", done.stderr);
  return { ...JSON.parse(done.stdout), code: done.code };
}

function errors({ problems }: Seen): string[] {
  return problems.filter(({ level }) => level === "error")
    .map(({ section, text }) => `${section}: ${text}`);
}

/** Looks until the last state has come through to the cluster. */
async function sees(node: Machine, wanted: RegExp): Promise<Seen> {
  return await until(`status to say ${wanted}`, 90_000, async () => {
    const seen = await status(node);
    return errors(seen).some((text) => wanted.test(text)) && seen;
  });
}

async function changeConfiguration(cluster: Lab): Promise<void> {
  const names = await cluster.kubectl("get", "cm", "-n", "kube-system", "-o", "name");
  const name = /kubelet-config\S*/.exec(names)?.[0] ?? "";
  const map = await cluster.object("cm", "-n", "kube-system", name) as {
    data: { kubelet: string };
  };
  map.data.kubelet = `${map.data.kubelet.trimEnd()}\nmaxPods: 55\n`;
  await cluster.apply(map);
}

for (const version of VERSIONS) {
  labTest(`kubeworker status on a node of ${version}`, async (t) => {
    await using cluster = await up(version);
    await using node = await cluster.node("n1");
    await install(node);

    await t.step("before the join", async () => {
      const seen = await status(node);
      assert.equal(seen.code, 8);
      assert.deepEqual(errors(seen), ["identity: This machine has not joined a cluster"]);
    });

    await node.exec("systemctl", "enable", "kubelet");
    await node.exec("kubeworker", "join", ...cluster.joinArgs, "--wait=ready");

    await t.step("a node that works", async () => {
      const seen = await status(node);
      assert.deepEqual(seen.problems, []);
      assert.deepEqual([seen.code, seen.healthy], [0, true]);
    });

    await t.step("another configuration in the cluster", async () => {
      await changeConfiguration(cluster);
      const { stdout, code } = await node.attempt("kubeworker", "status", "--diff");
      assert.match(stdout, /^ {4}-maxPods: 55$/m);
      assert.match(stdout, /differs from the cluster's in maxPods/);
      assert.equal(code, 0);
    });

    await t.step("the kubelet stopped", async () => {
      await node.exec("systemctl", "stop", "kubelet");
      assert.match(errors(await status(node)).join("\n"), /kubelet: The kubelet does not run/);
      await node.exec("systemctl", "start", "kubelet");
    });

    await t.step("the runtime stopped", async () => {
      await node.exec("systemctl", "stop", "containerd");
      assert.match(errors(await status(node)).join("\n"), /runtime: No container runtime answers/);
      await sees(node, /^node: Node "n1" is not Ready: /);
      await node.exec("systemctl", "start", "containerd");
      await cluster.ready("n1");
    });

    await t.step("who is not root is told so", async () => {
      const { stdout, code } = await node.attempt(
        ...["setpriv", "--reuid=65534", "--clear-groups", "kubeworker", "status"],
      );
      assert.match(stdout, /kubelet\.conf[\s\S]*→ run it as root: `sudo kubeworker status`/);
      assert.equal(code, 8);
    });

    await t.step("the Node deleted", async () => {
      await node.exec("systemctl", "stop", "kubelet");
      await cluster.kubectl("delete", "node", "n1");
      assert.match(errors(await status(node)).join("\n"), /node: There is no Node "n1"/);
      await node.exec("systemctl", "start", "kubelet");
      await cluster.ready("n1");
    });

    await t.step("the API server silent, then away", async () => {
      await cluster.cp("pkill", "-STOP", "kube-apiserver");
      const began = performance.now();
      assert.match(errors(await status(node)).join("\n"), /node: The API server cannot be asked/);
      assert.ok(performance.now() - began < 8000);
      await cluster.cp("pkill", "-KILL", "kube-apiserver");
      const seen = await status(node);
      assert.match(errors(seen).join("\n"), /node: The API server cannot be asked: .*refuses/);
      assert.equal((seen.kubelet as { healthy: boolean }).healthy, true);
    });
  });
}
