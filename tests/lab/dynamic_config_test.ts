/** Kubelets of 1.20 follow a ConfigMap, whoever sets their Nodes' configSource. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type ConfigSourceState, readConfigSource } from "../../core/kube/config_source.ts";
import { Node, readValue } from "../../core/kube/objects.ts";
import { type Lab, labTest, up } from "./lab.ts";
import { joins, runJoin, startJoin } from "./support/join_run.ts";
import { at } from "./support/json.ts";
import type { Machine } from "./support/machine.ts";
import { install } from "./support/program.ts";
import { AT_ONCE, refused } from "./support/refusal.ts";
import { createToken, withToken } from "./support/tokens.ts";
import { until } from "./support/wait.ts";

const GATE = "--feature-gates=DynamicKubeletConfig=true";
const MAP = "kube-system/kubelet-config-1.20/kubelet";
const ADMIN = "/root/admin.conf";
/** Two looks of 10 s, a pause of 10 s before the restart, 10 s until the kubelet speaks again, and a little. */
const FOLLOWS_MS = 90_000;

async function prepared(cluster: Lab, name: string): Promise<{ node: Machine; args: string[] }> {
  const node = await cluster.node(name);
  await install(node);
  return { node, args: [...withToken(cluster, await createToken(cluster)), GATE] };
}

async function stateOf(cluster: Lab, name: string): Promise<ConfigSourceState> {
  return readConfigSource(readValue(Node, await cluster.object("node", name), "a Node"));
}

/** Whether the kubelet runs on a ConfigMap of this name. */
async function follows(cluster: Lab, node: string, name: string): Promise<void> {
  const { wanted, assigned, active, error } = await stateOf(cluster, node);
  assert.deepEqual([wanted, assigned, active].map((one) => one?.name), [name, name, name]);
  assert.ok(active?.uid !== undefined && wanted?.uid === undefined);
  assert.equal(error, undefined);
}

/** A value of the configuration that a kubelet runs on. */
async function configz(cluster: Lab, node: string, field: string): Promise<unknown> {
  const text = await cluster.kubectl("get", "--raw", `/api/v1/nodes/${node}/proxy/configz`);
  return at(JSON.parse(text), "kubeletconfig", field);
}

async function putConfigMap(cluster: Lab, name: string, kubelet: string): Promise<void> {
  await cluster.apply({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { namespace: "kube-system", name },
    data: { kubelet },
  });
}

async function ownConfiguration(cluster: Lab): Promise<string> {
  const map = await cluster.object("-n", "kube-system", "cm", "kubelet-config-1.20");
  return String(at(map, "data", "kubelet"));
}

labTest(
  "without NodeRestriction the node sets it; changes arrive, and mistakes are told",
  async (t) => {
    await using cluster = await up("1.20", "--no-node-restriction");
    const { node, args } = await prepared(cluster, "n1");
    await using _node = node;
    await t.step("the join ends when the kubelet runs on the ConfigMap", async () => {
      const { events } = await joins(node, args);
      assert.ok(!events.some(({ kind }) => kind === "config-source"), "nobody is asked");
      await follows(cluster, "n1", "kubelet-config-1.20");
      const patch = (await cluster.audit()).find(({ verb, uri, user }) =>
        verb === "patch" && uri.startsWith("/api/v1/nodes/n1") && user === "system:node:n1"
      );
      assert.ok(patch !== undefined);
    });
    await t.step("a changed ConfigMap becomes the kubelet's", async () => {
      const text = await ownConfiguration(cluster);
      await putConfigMap(cluster, "kubelet-config-1.20", `${text}\nmaxPods: 42\n`);
      await until(
        "the kubelet to have the new value",
        FOLLOWS_MS,
        async () => await configz(cluster, "n1", "maxPods") === 42,
      );
      await until("it to be told", FOLLOWS_MS, async () => {
        const { active, assigned, error } = await stateOf(cluster, "n1");
        return error === undefined && active?.resourceVersion === assigned?.resourceVersion &&
          active !== undefined;
      });
    });
    await t.step("of a broken one it says why, and runs on what it has", async () => {
      const text = await ownConfiguration(cluster);
      await putConfigMap(
        cluster,
        "kubelet-config-1.20",
        text.replace("maxPods: 42", "maxPods: many"),
      );
      const { error, active } = await until("the kubelet to complain", FOLLOWS_MS, async () => {
        const state = await stateOf(cluster, "n1");
        return state.error !== undefined && state;
      });
      assert.match(error ?? "", /^failed to load config/);
      assert.equal(active, undefined, "it is back to its local file");
      assert.equal(await configz(cluster, "n1", "maxPods"), 110);
      const again = await runJoin(node, ["phase", "finalize", GATE]);
      refused(again, "dynamic-config-failed", 60_000);
      assert(!again.result.ok);
      assert.ok(again.result.error.message.includes(error ?? "?"), again.result.error.message);
      assert.match(again.result.error.causes?.join() ?? "", /MaxPods|maxPods/);
      const status = await node.attempt("kubeworker", "status");
      const words = status.stdout.replace(/\s+/g, " ");
      assert.match(words, /! The kubelet cannot use ConfigMap [^ ]*: failed to load config/);
      assert.match(words, /runs on its local file/);
      await putConfigMap(cluster, "kubelet-config-1.20", text);
      await until(
        "the kubelet to follow the mended one",
        FOLLOWS_MS,
        async () => await configz(cluster, "n1", "maxPods") === 42,
      );
    });
  },
);

labTest("with NodeRestriction somebody else sets it", async (t) => {
  await using cluster = await up("1.20");
  const admin = `${await cluster.root()}/etc/kubernetes/admin.conf`;
  await t.step("a kubeconfig, another ConfigMap, and reset", async () => {
    const text = await ownConfiguration(cluster);
    await putConfigMap(cluster, "mine", `${text}\nmaxPods: 43\n`);
    const { node, args } = await prepared(cluster, "n1");
    await using _node = node;
    await node.put(admin, ADMIN);
    await joins(node, [
      ...args,
      ...["--config-source-kubeconfig", ADMIN, "--dynamic-config-map", "kube-system/mine/kubelet"],
    ]);
    await follows(cluster, "n1", "mine");
    assert.equal(await configz(cluster, "n1", "maxPods"), 43);
    const journal = await node.exec("cat", "/var/lib/kubeworker/journal.jsonl");
    assert.match(journal, /"method":"PATCH","url":"https:\/\/[^"]+\/api\/v1\/nodes\/n1"/);

    const reset = await node.exec("kubeworker", "reset");
    assert.match(reset, /Node "n1" in the cluster, and its configSource, which goes with it/);
    const { code } = await node.attempt("test", "-e", "/var/lib/kubelet/dynamic-config");
    assert.equal(code, 1, "the kubelet's checkpoints are still there");
  });
  await t.step("a person who types the line that is shown", async () => {
    const { node, args } = await prepared(cluster, "n2");
    await using _node = node;
    const join = startJoin(node, args);
    const asked = await join.event(({ kind }) => kind === "config-source");
    assert(asked.kind === "config-source");
    assert.equal(asked.configMap, MAP);
    assert.match(asked.reason ?? "", /not allowed to update configSource/);
    assert.match(asked.set, /^kubectl patch node n2 --type=merge -p '\{.*\}'$/);
    // Typed as it is, into a shell beside the control plane.
    await cluster.cp("sh", "-c", `KUBECONFIG=/etc/kubernetes/admin.conf ${asked.set}`);
    const { code, stdout } = await join.done;
    assert.equal(code, 0, stdout);
    await follows(cluster, "n2", "kubelet-config-1.20");
  });
  await t.step("nobody, and nobody waits", async () => {
    const { node, args } = await prepared(cluster, "n3");
    await using _node = node;
    const { events, result } = await joins(node, [...args, "--timeout", "configSource=0"]);
    assert.ok(result.ok && events.some(({ kind }) => kind === "config-source"));
    const { wanted, active } = await stateOf(cluster, "n3");
    assert.deepEqual([wanted, active], [undefined, undefined]);
  });
});

labTest("1.37 has lost it: the join says so and touches nothing", async () => {
  await using cluster = await up("1.37");
  const { node, args } = await prepared(cluster, "n1");
  await using _node = node;
  const run = await runJoin(node, args);
  refused(run, "dynamic-config-unsupported", AT_ONCE);
  assert(!run.result.ok);
  assert.match(run.result.error.message, /v1\.37\.\d.*removed in 1\.24/);
  const { code } = await node.attempt("test", "-e", "/var/lib/kubeworker/journal.jsonl");
  assert.equal(code, 1, "something was done");
});
