import assert from "node:assert/strict";
import { readConfigFile } from "../../core/config/config_file.ts";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import { readJoinOptions } from "../../core/config/join_options.ts";
import { flagsOverFile } from "../../core/config/kubeadm/merge.ts";
import { configuredFlags } from "../../core/config/configured_flags.ts";
import { parseWorkerConfiguration } from "../../core/config/worker_configuration_text.ts";
import { readWrittenCommand } from "./written_command.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const EXAMPLES = new URL("../../examples/config/", import.meta.url);

const examples: { name: string; text: string }[] = [];
for await (const { name } of Deno.readDir(EXAMPLES)) {
  examples.push({ name, text: await Deno.readTextFile(new URL(name, EXAMPLES)) });
}

/** Not of `--config`, but of the machine's own file. */
const HOOKS = "hooks.yaml";

/** What tells each example from the others. */
const EXPECTED: Record<string, JoinFlags> = {
  "token.yaml": { nodeName: "worker-1", endpoints: ["10.0.0.1:6443"] },
  "file.yaml": { discoveryFile: "/etc/kubeworker/cluster.conf" },
  "https.yaml": { ignorePreflightErrors: ["Swap"] },
  "kubelet.yaml": {
    patches: "/etc/kubernetes/patches",
    kubeletConfigDir: "/etc/kubernetes/kubelet.conf.d",
  },
  "hooks.yaml": { endpoints: ["10.0.0.1:6443"] },
  "worker.yaml": {
    endpoints: ["10.0.0.1:6443", "10.0.0.2:6443"],
    discoveryCa: "/etc/kubeworker/ca.crt",
    nodeName: "rack-7-1",
    labels: ["topology.kubernetes.io/zone=rack-7", "disk=ssd"],
    taints: ["maintenance:NoSchedule"],
    wait: "ready",
    timeout: ["nodeRegistration=10m"],
  },
};

Deno.test("every example of a configuration file has its test", () => {
  assert.deepEqual(examples.map(({ name }) => name).sort(), Object.keys(EXPECTED).sort());
});

Deno.test.each(examples.filter(({ name }) => name !== HOOKS))(
  "examples/config/$name is accepted, and its command too",
  ({ name, text }) => {
    const { findings, fileFlags, worker } = readConfigFile(text, { alone: true });
    assert.deepEqual(findings, []);
    const command = /kubeworker join .*/.exec(text)?.[0] ?? "";
    const request = readWrittenCommand(command);
    assert.ok(request.kind === "join");
    assert.equal(request.flags.config, name);
    const merged = flagsOverFile(request.flags, fileFlags.flags);
    const flags = worker === undefined ? merged : configuredFlags(merged, worker);
    assert.doesNotThrow(() => readJoinOptions(flags, "n1"));
    for (const [field, value] of Object.entries(EXPECTED[name] ?? {})) {
      assert.deepEqual(flags[field as keyof JoinFlags], value);
    }
  },
);

Deno.test("examples/config/hooks.yaml is a machine's own file, and --config refuses it", () => {
  const text = examples.find(({ name }) => name === HOOKS)?.text ?? "";
  const worker = parseWorkerConfiguration(text, HOOKS);
  assert.deepEqual(worker.hooks, {
    beforeKubelet: [{
      command: ["/usr/local/sbin/load-images", "/srv/images"],
      timeoutMs: 300_000,
    }],
    afterJoin: [
      { command: ["/usr/local/sbin/tell-inventory", "--state", "joined"], timeoutMs: 30_000 },
    ],
    onFailure: [
      { command: ["/usr/local/sbin/tell-inventory", "--state", "failed"], timeoutMs: 10_000 },
    ],
  });
  const command = /kubeworker join .*/.exec(text)?.[0] ?? "";
  assert.equal(readWrittenCommand(command).kind, "join");
  assert.deepEqual(configuredFlags({}, worker).endpoints, EXPECTED[HOOKS]?.endpoints);
  const [finding] = readConfigFile(text).findings;
  assert.equal(finding?.path, "hooks");
  assert.match(finding.text, /only root's own file may do this: list hooks in \/etc\/kubeworker/);
});
