import assert from "node:assert/strict";
import {
  dynamicConfigFlags,
  lacksDynamicConfig,
  turnsGateOff,
} from "../../../core/node/dynamic_config.ts";
import { kubeletFlags } from "../../../core/node/kubelet_flags.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function version(minor: number) {
  return { major: 1, minor, text: `v1.${minor}.0` };
}

Deno.test.each([
  { minor: 10, lacks: true },
  { minor: 11, lacks: false },
  { minor: 23, lacks: false },
  { minor: 24, lacks: true },
])("1.$minor lacks it: $lacks", ({ minor, lacks }) => {
  assert.equal(lacksDynamicConfig(version(minor)) !== undefined, lacks);
});

Deno.test.each([
  { minor: 20, gates: ["X=true"] },
  { minor: 22, gates: ["DynamicKubeletConfig=true", "X=true"] },
])("the flags of 1.$minor, with the operator's gates behind ours", ({ minor, gates }) => {
  const own = [{ name: "feature_gates", value: "X=true" }];
  const { more, gate } = dynamicConfigFlags(version(minor), "/run/r.conf");
  const flags = kubeletFlags({
    version: version(minor),
    criSocket: "/s",
    more,
    extra: [...gate, ...own],
  });
  const lines = flags.map(({ name, value }) => `${name}=${value}`);
  assert.ok(lines.includes("dynamic-config-dir=/var/lib/kubelet/dynamic-config"));
  assert.ok(lines.includes("resolv-conf=/run/r.conf"));
  assert.deepEqual(
    flags.filter(({ name }) => /^feature.gates$/.test(name)).map(({ value }) => value),
    gates,
  );
});

Deno.test("a gate of the kubelet that is off is seen", () => {
  assert.ok(turnsGateOff([{ name: "feature_gates", value: "A=true,DynamicKubeletConfig=false" }]));
  assert.ok(!turnsGateOff([{ name: "feature-gates", value: "DynamicKubeletConfig=true" }]));
  assert.ok(!turnsGateOff([{ name: "v", value: "DynamicKubeletConfig=false" }]));
});
