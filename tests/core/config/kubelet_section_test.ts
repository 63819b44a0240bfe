import assert from "node:assert/strict";
import { configurationOver } from "../../../core/config/configuration_over.ts";
import { configuredFlags } from "../../../core/config/configured_flags.ts";
import { readKubeletOptions } from "../../../core/config/kubelet_options.ts";
import { parseWorkerConfiguration } from "../../../core/config/worker_configuration_text.ts";
import { createInputs } from "../../../core/host/inputs.ts";
import { throwsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function parse(lines: string) {
  const head = "apiVersion: kubeworker.dev/v1alpha1\nkind: WorkerConfiguration\n";
  return parseWorkerConfiguration(`${head}${lines}`, "w.yaml");
}

const WHOLE = `kubelet:
  patches:
    directory: /etc/patches
    inline:
    - patch: {maxPods: 50}
    - type: json
      patch:
      - {op: add, path: /maxPods, value: 51}
  configDirectory: /etc/drops
  dropIns:
    10-node.conf: {registryPullQPS: 2}
`;

Deno.test("kubelet holds patches and drop-ins", () => {
  assert.deepEqual(parse(WHOLE).kubelet, {
    patchDirectory: "/etc/patches",
    patches: [
      { source: "kubelet.patches.inline[0]:7", type: "strategic", value: { maxPods: 50 } },
      {
        source: "kubelet.patches.inline[1]:10",
        type: "json",
        operations: [{
          op: "add",
          path: "/maxPods",
          from: undefined,
          value: 51,
          source: "kubelet.patches.inline[1]:10",
        }],
      },
    ],
    configDirectory: "/etc/drops",
    dropIns: { "10-node.conf": { registryPullQPS: 2 } },
  });
});

Deno.test.each<{ lines: string; says: RegExp }>([
  { lines: "kubelet: {patches: {dir: /x}}", says: /kubelet\.patches\.dir: unknown field/ },
  { lines: "kubelet: {patches: {directory: x}}", says: /not an absolute path/ },
  {
    lines: "kubelet: {patches: {inline: [{type: xml, patch: {}}]}}",
    says: /"strategic" or "merge"/,
  },
  { lines: "kubelet: {patches: {inline: [{type: merge}]}}", says: /inline\[0\]\.patch: missing/ },
  { lines: "kubelet: {patches: {inline: [{patch: [1]}]}}", says: /:3:\d+: a strategic patch is a/ },
  { lines: "kubelet: {dropIns: {x.yaml: {}}}", says: /not the name of a drop-in/ },
  { lines: "kubelet: {dropIns: {../x.conf: {}}}", says: /not the name of a drop-in/ },
])("$lines is refused", ({ lines, says }) => {
  assert.match(throwsWith("config-malformed", () => parse(lines)).message, says);
});

Deno.test("a flag goes before the file, the directory's patches before those of the file", async () => {
  await using root = await temporaryRoot();
  await root.put("/kubeletconfiguration.yaml", "maxPods: 1\n");
  const configuration = parse(WHOLE);
  const flags = configuredFlags({ patches: root.path }, configuration);
  assert.equal(flags.patches, root.path);
  assert.equal(flags.kubeletConfigDir, "/etc/drops");
  assert.equal(configuredFlags({}, configuration).patches, "/etc/patches");
  const ctx = { inputs: createInputs(), emit: () => {} };
  const { patches, configDirectory } = await readKubeletOptions(flags, configuration, ctx);
  assert.deepEqual(patches.map(({ type }) => type), ["strategic", "strategic", "json"]);
  assert.equal(configDirectory, "/etc/drops");
  const bare = parse("kubelet: {dropIns: {10-a.conf: {maxPods: 1}}}\n");
  const options = await readKubeletOptions({}, bare, ctx);
  assert.equal(options.configDirectory, "/etc/kubernetes/kubelet.conf.d");
});

Deno.test("--config goes over the machine's own, field by field", () => {
  const own = parse("kubelet: {configDirectory: /own, dropIns: {10-a.conf: {maxPods: 1}}}\n");
  const { kubelet } = configurationOver(parse("kubelet: {configDirectory: /given}\n"), own);
  assert.equal(kubelet?.configDirectory, "/given");
  assert.deepEqual(Object.keys(kubelet?.dropIns ?? {}), ["10-a.conf"]);
});
