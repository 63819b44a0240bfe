import assert from "node:assert/strict";
import { ERROR_CODES } from "../../../core/engine/error_codes.ts";
import { createAuthority } from "../../support/pki.ts";
import { fakeServices } from "../kit/joining.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";
import { factsOf, joined, look, problemsOf } from "./joined.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const DAY = 86_400_000;

Deno.test("a machine that has not joined is told apart from a broken one", async () => {
  await using root = await temporaryRoot();
  const before = await root.tree();
  const state = await look(root.path, { services: fakeServices() });
  assert.equal(state.healthy, false);
  assert.equal(problemsOf(state)[0], "error identity: This machine has not joined a cluster");
  assert.equal(factsOf(state, "identity").joined, false);
  assert.deepEqual(await root.tree(), before);
});

Deno.test("a kubelet that still asks for its certificate is said to do so", async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/kubernetes/bootstrap-kubelet.conf", "kind: Config\n", 0o600);
  const state = await look(root.path, { services: fakeServices() });
  assert.match(problemsOf(state).join("\n"), /The kubelet has no certificate yet/);
});

Deno.test("kubeworker status on a node that works, and what breaks it", async (t) => {
  await using node = await joined();
  const { cluster, machine } = node;

  await t.step("nothing is wrong", async () => {
    const state = await node.look();
    assert.deepEqual(problemsOf(state), []);
    assert.equal(state.healthy, true);
    const identity = factsOf(state, "identity");
    assert.deepEqual([identity.joined, identity.nodeName], [true, "n1"]);
    assert.deepEqual(identity.caPins, [cluster.pin]);
    assert.equal((factsOf(state, "node").ready as { status: string }).status, "True");
    assert.equal(factsOf(state, "kubelet").healthy, true);
    assert.deepEqual(factsOf(state, "configuration").drift, []);
  });

  await t.step("the certificate ends soon, or has ended", async () => {
    const { certificate } = factsOf(await node.look(), "identity");
    const end = Date.parse((certificate as { notAfter: string }).notAfter) - Date.now();
    const soon = await node.look({ clockAheadMs: end - DAY });
    assert.match(
      problemsOf(soon).join("\n"),
      /warning identity: The certificate ends in 2\d hours/,
    );
    const over = await node.look({ clockAheadMs: end + 3 * DAY });
    assert.match(
      problemsOf(over).join("\n"),
      /error identity: The certificate of n1 ended 3 days ago/,
    );
  });

  await t.step("the kubelet has stopped, is not started at boot, or keeps ending", async () => {
    const stopped = fakeServices({
      status: () => Promise.resolve({ found: true, enabled: false, state: "stopped", restarts: 0 }),
    });
    const state = await node.look({ services: stopped });
    assert.match(
      problemsOf(state).join("\n"),
      /error kubelet: The kubelet does not run \(stopped\)/,
    );
    assert.match(problemsOf(state).join("\n"), /warning kubelet: .*not started at boot/);
    const ending = fakeServices({
      status: () =>
        Promise.resolve({ found: true, enabled: true, state: "waiting-to-restart", restarts: 7 }),
      lastLines: () => Promise.resolve(["E1 unknown flag: --network-plugin", "I1 bye"]),
    });
    const words = problemsOf(await node.look({ services: ending })).join("\n");
    assert.match(words, /waits to be started again\): E1 unknown flag: --network-plugin/);
  });

  await t.step("the node's conditions, taints and cordon", async () => {
    cluster.putNode("n1", { ready: false });
    const state = await node.look();
    assert.match(problemsOf(state).join("\n"), /error node: Node "n1" is not Ready: /);
    cluster.putNode("n1", { ready: true });
  });

  await t.step("another machine is the Node by now", async () => {
    cluster.putNode("n1", { ready: true, machineId: "another" });
    await Deno.mkdir(`${machine.root}/etc`, { recursive: true });
    await Deno.writeTextFile(`${machine.root}/etc/machine-id`, "0123456789abcdef\n");
    const words = problemsOf(await node.look()).join("\n");
    assert.match(words, /error node: Node "n1" is another machine/);
    await Deno.remove(`${machine.root}/etc/machine-id`);
  });

  await t.step("the runtime has stopped", async () => {
    const socket = `${machine.root}/run/containerd/containerd.sock`;
    await Deno.rename(socket, `${socket}.away`);
    const words = problemsOf(await node.look()).join("\n");
    assert.match(words, /error runtime: No container runtime answers at unix:/);
    await Deno.rename(`${socket}.away`, socket);
  });

  await t.step("the configuration is not the cluster's", async () => {
    const path = `${machine.root}/var/lib/kubelet/config.yaml`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, `${text}maxPods: 17\n`);
    const state = await node.look({ diff: true });
    assert.deepEqual(problemsOf(state), [
      "warning configuration: The kubelet's configuration differs from the cluster's in maxPods",
    ]);
    const shown = state.sections.flatMap(({ text = [] }) => text);
    assert.ok(shown.includes("+maxPods: 17"), shown.join("\n"));
    assert.equal(state.healthy, true);
    const patch = { source: "max.yaml:1", type: "merge", value: { maxPods: 17 } } as const;
    assert.deepEqual(problemsOf(await node.look({ patches: [patch] })), []);
    await Deno.writeTextFile(path, text);
  });

  await t.step("drop-ins are no drift of the main file", async () => {
    const directory = `${machine.root}/etc/kubernetes/kubelet.conf.d`;
    const flags = `${machine.root}/var/lib/kubelet/kubeadm-flags.env`;
    const text = await Deno.readTextFile(flags);
    await Deno.mkdir(directory, { recursive: true });
    await Deno.writeTextFile(
      `${directory}/10-pods.conf`,
      "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPods: 17\n",
    );
    const option = "--config-dir=/etc/kubernetes/kubelet.conf.d";
    await Deno.writeTextFile(flags, text.replace(/"\s*$/, ` ${option}"\n`));
    const state = await node.look({ diff: true });
    assert.deepEqual(problemsOf(state), []);
    const { dropIns, drift } = factsOf(state, "configuration");
    assert.deepEqual({ dropIns, drift }, { dropIns: "/etc/kubernetes/kubelet.conf.d", drift: [] });
    await Deno.writeTextFile(flags, text);
  });

  await t.step("the join was killed before its end", async () => {
    const path = `${machine.root}/var/lib/kubeworker/journal.jsonl`;
    const text = await Deno.readTextFile(path);
    const lines = text.trimEnd().split("\n");
    assert.match(lines.at(-1) ?? "", /"end"/);
    await Deno.writeTextFile(path, lines.slice(0, -1).join("\n") + "\n");
    assert.match(
      problemsOf(await node.look()).join("\n"),
      /warning join: The join of "n1" was killed/,
    );
    await Deno.writeTextFile(path, text);
  });

  await t.step("kubelet.conf is of another cluster", async () => {
    const path = `${machine.root}/etc/kubernetes/kubelet.conf`;
    const text = await Deno.readTextFile(path);
    const other = new TextEncoder().encode((await createAuthority()).certificatePem).toBase64();
    await Deno.writeTextFile(path, text.replace(/authority-data: \S+/, `authority-data: ${other}`));
    const words = problemsOf(await node.look()).join("\n");
    assert.match(
      words,
      /error identity: The cluster will not take this certificate: .*not issued by/,
    );
    assert.match(words, /error node: The API server cannot be asked: /);
    await Deno.writeTextFile(path, "kind: Config\n");
    assert.match(problemsOf(await node.look()).join("\n"), /Whose node this is cannot be told/);
    await Deno.writeTextFile(path, text);
  });

  await t.step("the Node was deleted", async () => {
    cluster.deleteNode("n1");
    const state = await node.look();
    assert.match(problemsOf(state).join("\n"), /error node: There is no Node "n1" in the cluster/);
    assert.equal(factsOf(state, "node").found, false);
  });

  await t.step("the API server is away: the rest is shown", async () => {
    await cluster.goDown();
    const state = await node.look();
    assert.match(problemsOf(state).join("\n"), /error node: The API server cannot be asked: /);
    assert.equal(factsOf(state, "kubelet").healthy, true);
    assert.equal(factsOf(state, "configuration").drift, undefined);
  });
});

Deno.test("what cannot be found out in time is a problem of its own", async () => {
  await using root = await temporaryRoot();
  const services = fakeServices({
    status: (_unit, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason))
      ),
  });
  const state = await look(root.path, { services, sectionMs: 50 });
  assert.match(problemsOf(state).join("\n"), /error kubelet: This was not found out within 0.05 s/);
  assert.equal(ERROR_CODES["status-incomplete"].exit, 8);
  assert.equal(factsOf(state, "identity").joined, false);
});

Deno.test("who may not read kubelet.conf is told to be root", {
  ignore: Deno.uid() === 0,
}, async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/kubernetes/kubelet.conf", "kind: Config\n", 0o000);
  const state = await look(root.path, { services: fakeServices() });
  assert.equal(state.problems[0]?.hint, "run it as root: `sudo kubeworker status`");
});
