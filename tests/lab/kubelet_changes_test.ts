/** Patches and drop-ins reach a kubelet that runs. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { stringify } from "yaml";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { errorOf, joins, runJoin } from "./support/join_run.ts";
import { at } from "./support/json.ts";
import type { Machine } from "./support/machine.ts";
import { install } from "./support/program.ts";
import { untouched } from "./support/untouched.ts";

/** What the kubelet says that it runs by. */
async function configurationOf(cluster: Lab, name: string): Promise<unknown> {
  const text = await cluster.kubectl("get", "--raw", `/api/v1/nodes/${name}/proxy/configz`);
  return at(JSON.parse(text), "kubeletconfig");
}

async function put(node: Machine, path: string, text: string): Promise<void> {
  await node.exec("mkdir", "-p", path.slice(0, path.lastIndexOf("/")) || "/");
  await Deno.writeTextFile(await node.root() + path, text, { mode: 0o644 });
}

for (const version of VERSIONS) {
  labTest(`a kubelet of ${version} runs by its patches and drop-ins`, async () => {
    await using cluster = await up(version);
    await using node = await cluster.node("n1");
    await install(node);
    await put(
      node,
      "/patches/kubeletconfiguration+merge.yaml",
      "maxPods: 51\npodPidsLimit: 1000\n",
    );
    const json = '[{"op": "test", "path": "/maxPods", "value": 51}]\n';
    await put(node, "/patches/kubeletconfiguration1+json.json", json);
    const dropIns = { "10-node.conf": { podPidsLimit: 1001, healthzPort: 10250 - 1 } };
    const worker = {
      apiVersion: "kubeworker.dev/v1alpha1",
      kind: "WorkerConfiguration",
      kubelet: {
        patches: { directory: "/patches", inline: [{ patch: { registryPullQPS: 7 } }] },
        ...(version === "1.20" ? {} : { dropIns }),
      },
    };
    await put(node, "/worker.yaml", stringify(worker));
    const args = ["--config", "/worker.yaml", ...cluster.joinArgs];
    if (version === "1.20") {
      const run = await untouched(
        node,
        () => runJoin(node, [...args, "--kubelet-config-dir", "/etc/drops"]),
      );
      assert.equal(errorOf(run), "kubelet-drop-ins-unsupported");
    }
    await joins(node, args);
    await cluster.ready("n1");
    const running = await configurationOf(cluster, "n1");
    assert.equal(at(running, "maxPods"), 51);
    assert.equal(at(running, "registryPullQPS"), 7);
    assert.equal(at(running, "podPidsLimit"), version === "1.20" ? 1000 : 1001);
    if (version !== "1.20") assert.equal(at(running, "healthzPort"), 10249);
    await node.exec("kubeworker", "reset");
    const left = await node.exec("sh", "-c", "ls /etc/kubernetes/kubelet.conf.d 2>&1 || true");
    assert.match(left, /No such file|^$/);
  });
}
