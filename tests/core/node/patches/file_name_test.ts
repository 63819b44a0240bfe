import assert from "node:assert/strict";
import { readPatchFileName } from "../../../../core/node/patches/file_name.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test.each([
  { name: "kubeletconfiguration.yaml", type: "strategic" },
  { name: "kubeletconfiguration.json", type: "strategic" },
  { name: "kubeletconfiguration0+merge.yaml", type: "merge" },
  { name: "kubeletconfiguration-a.b+json.json", type: "json" },
  { name: "kubeletconfiguration+strategic.yaml", type: "strategic" },
  // The rest of the name is a comment to kubeadm.
  { name: "kubeletconfigurationX+merge+json.yaml", type: "merge" },
])("readPatchFileName() reads $name", ({ name, type }) => {
  assert.deepEqual(readPatchFileName(name), { kind: "patch", type });
});

Deno.test.each([
  "kube-apiserver0.yaml",
  "etcd+bogus.txt",
  "corednsdeployment.yaml",
  "kubeproxydaemonset+json.json",
  "README.md",
  "README",
  ".kubeletconfiguration.yaml",
  "..data",
])("readPatchFileName() leaves %s out", (name) => {
  assert.equal(readPatchFileName(name).kind, "left-out");
});

Deno.test.each<{ name: string; says: RegExp; hint: RegExp }>([
  { name: "kubeletconfiguration.yml", says: /does not end in/, hint: /\.json or \.yaml/ },
  { name: "kubeletconfiguration", says: /does not end in/, hint: /\.json or \.yaml/ },
  {
    name: "kubeletconfiguraton0.yaml",
    says: /no target/,
    hint: /did you mean "kubeletconfiguration"/,
  },
  {
    name: "KubeletConfiguration.yaml",
    says: /no target/,
    hint: /did you mean "kubeletconfiguration"/,
  },
  { name: "thing.yaml", says: /no target/, hint: /the targets are: etcd, / },
  { name: "kubeletconfiguration+Merge.yaml", says: /"Merge" is not a type/, hint: /\+merge/ },
  { name: "kubeletconfiguration+.yaml", says: /"" is not a type/, hint: /\+strategic/ },
])("readPatchFileName() refuses $name", ({ name, says, hint }) => {
  const read = readPatchFileName(name);
  assert(read.kind === "wrong");
  assert.match(read.because, says);
  assert.match(read.hint, hint);
});
