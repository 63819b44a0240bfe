import assert from "node:assert/strict";
import { applyPatches } from "../../../../core/node/patches/apply.ts";
import type { PatchType } from "../../../../core/node/patches/file_name.ts";
import { readPatchFile } from "../../../../core/node/patches/read_patch.ts";
import { throwsWith } from "../../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const CONFIGURATION = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  clusterDNS: ["10.96.0.10"],
};

function patched(...texts: [PatchType, string][]) {
  const patches = texts.flatMap(([type, text]) => readPatchFile(`p/${type}.yaml`, text, type));
  return applyPatches(CONFIGURATION, patches);
}

Deno.test("applyPatches() applies patches of all types, one after the other", () => {
  assert.deepEqual(
    patched(
      ["strategic", "maxPods: 1\nevictionHard: {memory.available: 1Gi}\n"],
      ["merge", "maxPods: 2\nclusterDNS: null\n"],
      ["json", "- {op: test, path: /maxPods, value: 2}\n- {op: add, path: /maxPods, value: 3}\n"],
    ),
    {
      apiVersion: CONFIGURATION.apiVersion,
      kind: CONFIGURATION.kind,
      evictionHard: { "memory.available": "1Gi" },
      maxPods: 3,
    },
  );
});

Deno.test.each<{ type: PatchType; text: string; says: RegExp }>([
  {
    type: "json",
    text: "- {op: add, path: /a, value: 1}\n- {op: test, path: /a, value: 2}\n",
    says: /the patch p\/json\.yaml:2: operation 1 \("test"\): "\/a" is not 2$/,
  },
  {
    type: "json",
    text: "# first\n- {op: remove, path: /nope}\n",
    says: /p\/json\.yaml:2: operation 0 \("remove"\): there is no "\/nope"$/,
  },
  {
    type: "strategic",
    text: "---\nauthentication: {}\n---\nkind: Foo\n",
    says: /p\/strategic\.yaml:4: it changes "kind"$/,
  },
  { type: "merge", text: "apiVersion: v1\n", says: /it changes "apiVersion"/ },
  { type: "strategic", text: "$patch: delete\n", says: /it changes "apiVersion"/ },
  {
    type: "json",
    text: '- {op: replace, path: "", value: 1}\n',
    says: /nothing of the configuration is left/,
  },
])("applyPatches() says where the $type patch $text does not fit", ({ type, text, says }) => {
  const { message } = throwsWith("patch-failed", () => patched([type, text]));
  assert.match(message, says);
});
