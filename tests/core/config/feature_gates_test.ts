import assert from "node:assert/strict";
import { parseFeatureGates } from "../../../core/config/feature_gates.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test.each<{ texts: string[]; gates: [string, boolean][] }>([
  { texts: [], gates: [] },
  { texts: ["DynamicKubeletConfig=true"], gates: [["DynamicKubeletConfig", true]] },
  {
    texts: [" CoreDNS = T , DynamicKubeletConfig=1,", "DynamicKubeletConfig=False"],
    gates: [["CoreDNS", true], ["DynamicKubeletConfig", false]],
  },
])("parseFeatureGates() reads $texts", ({ texts, gates }) => {
  assert.deepEqual([...parseFeatureGates(texts)], gates);
});

Deno.test.each([
  { text: "Dynamic=true", says: /no feature gate "Dynamic"/ },
  { text: "dynamicKubeletConfig=true", says: /no feature gate "dynamicKubeletConfig"/ },
  { text: "SelfHosting=false", says: /"SelfHosting" is a deprecated one/ },
])("parseFeatureGates() refuses $text", ({ text, says }) => {
  const error = throwsWith("feature-gate-unknown", () => parseFeatureGates([text]));
  assert.match(error.message, says);
  assert.match(error.hint, /Auditing, CoreDNS, DynamicKubeletConfig/);
});

Deno.test.each([
  { text: "DynamicKubeletConfig", says: /has no value/ },
  { text: "DynamicKubeletConfig=", says: /Cannot use ""/ },
  { text: "DynamicKubeletConfig=on", says: /Cannot use "on"/ },
  { text: "DynamicKubeletConfig=tRUE", says: /Cannot use "tRUE"/ },
])("parseFeatureGates() refuses the form of $text", ({ text, says }) => {
  const error = throwsWith("feature-gate-malformed", () => parseFeatureGates([text]));
  assert.match(error.message, says);
});
