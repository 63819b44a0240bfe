import { factsOf, readConfiguration } from "../../../core/node/kubelet_configuration.ts";
import { failsWith } from "../kit/errors.ts";

const HEAD = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";

// The cluster chooses it, and this machine asks there: it must not lead anywhere else.
Deno.test.each([
  { line: "healthzBindAddress: 169.254.169.254/latest/meta-data/?a=" },
  { line: "healthzBindAddress: metadata.internal" },
  { line: "healthzBindAddress: user@10.0.0.1" },
  { line: "healthzBindAddress: [1]" },
  { line: "healthzPort: 70000" },
  { line: "healthzPort: 1.5" },
  { line: 'healthzPort: "10248"' },
])("factsOf() refuses $line", async ({ line }) => {
  await failsWith("kubelet-config-malformed", () => factsOf(readConfiguration(HEAD + line + "\n")));
});
