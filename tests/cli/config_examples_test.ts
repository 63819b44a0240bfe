import assert from "node:assert/strict";
import { readConfigFile } from "../../core/config/config_file.ts";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import { readJoinOptions } from "../../core/config/join_options.ts";
import { flagsOverFile } from "../../core/config/kubeadm/merge.ts";
import { configuredFlags } from "../../core/config/configured_flags.ts";
import { readWrittenCommand } from "./written_command.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const EXAMPLES = new URL("../../examples/config/", import.meta.url);

const examples: { name: string; text: string }[] = [];
for await (const { name } of Deno.readDir(EXAMPLES)) {
  examples.push({ name, text: await Deno.readTextFile(new URL(name, EXAMPLES)) });
}

/** What tells each example from the others. */
const EXPECTED: Record<string, JoinFlags> = {
  "token.yaml": { nodeName: "worker-1", endpoints: ["10.0.0.1:6443"] },
  "file.yaml": { discoveryFile: "/etc/kubeworker/cluster.conf" },
  "https.yaml": { ignorePreflightErrors: ["Swap"] },
  "kubelet.yaml": {
    patches: "/etc/kubernetes/patches",
    kubeletConfigDir: "/etc/kubernetes/kubelet.conf.d",
  },
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

Deno.test.each(examples)(
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
