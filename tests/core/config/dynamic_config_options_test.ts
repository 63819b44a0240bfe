import assert from "node:assert/strict";
import { configuredFlags } from "../../../core/config/configured_flags.ts";
import { readDynamicConfig } from "../../../core/config/dynamic_config_options.ts";
import type { JoinFlags } from "../../../core/config/join_flags.ts";
import { readTimeouts } from "../../../core/config/timeouts.ts";
import { parseWorkerConfiguration } from "../../../core/config/worker_configuration_text.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const ON = ["DynamicKubeletConfig=true"];
const MAP = { namespace: "kube-system", name: "my.map-1", key: "kubelet.yaml" };

Deno.test("readDynamicConfig() is nothing without the gate", () => {
  assert.equal(readDynamicConfig({}), undefined);
  assert.equal(readDynamicConfig({ featureGates: ["CoreDNS=true"] }), undefined);
  for (const more of [{ dynamicConfigMap: "a/b/c" }, { configSourceKubeconfig: "f" }]) {
    assert.match(throwsWith("usage", () => readDynamicConfig(more)).message, /needs the feature/);
  }
});

Deno.test("readDynamicConfig() reads what belongs to the gate", () => {
  const flags = { featureGates: ON, dynamicConfigMap: "kube-system/my.map-1/kubelet.yaml" };
  assert.deepEqual(readDynamicConfig(flags), { configMap: MAP, kubeconfig: undefined });
  assert.deepEqual(readDynamicConfig({ featureGates: ON, configSourceKubeconfig: "f" }), {
    configMap: undefined,
    kubeconfig: "f",
  });
});

Deno.test.each(
  ["", "a/b", "a/b/c/d", "A/b/c", "a/B/c", "a/b/", "../b/c", "a/b/c?x", "a/b c/d"].map((text) => ({
    text,
  })),
)('readDynamicConfig() refuses the ConfigMap "$text"', ({ text }) => {
  throwsWith(
    "config-map-malformed",
    () => readDynamicConfig({ featureGates: ON, dynamicConfigMap: text }),
  );
});

function configured(flags: JoinFlags, section: string): ReturnType<typeof readDynamicConfig> {
  const text = `apiVersion: kubeworker.dev/v1alpha1
kind: WorkerConfiguration
kubeletDynamicConfig: ${section}
`;
  return readDynamicConfig(configuredFlags(flags, parseWorkerConfiguration(text, "f")));
}

Deno.test("a configuration turns it on, and a flag turns it off", () => {
  const section = "{enabled: true, configMap: kube-system/my.map-1/kubelet.yaml, kubeconfig: /f}";
  assert.deepEqual(configured({}, section), { configMap: MAP, kubeconfig: "/f" });
  assert.equal(configured({ featureGates: ["DynamicKubeletConfig=0"] }, section), undefined);
  assert.equal(configured({}, section.replace("true", "false")), undefined);
  const error = throwsWith(
    "config-malformed",
    () => configured({}, "{enabled: true, configMap: x}"),
  );
  assert.match(JSON.stringify(error.detail), /NAMESPACE\/NAME\/KEY/);
});

Deno.test("nobody needs to wait for a configSource", () => {
  assert.equal(readTimeouts(["configSource=0"]).configSource, 0);
  throwsWith("timeout-malformed", () => readTimeouts(["configSource=-1s"]));
});
