import * as z from "zod/mini";
import { PATCH_TYPES } from "../node/patches/file_name.ts";
import type { JsonObject } from "../node/patches/json.ts";
import { readPatch } from "../node/patches/read_patch.ts";
import type { KubeletPatch } from "../node/patches/patch.ts";
import type { Findings } from "./source/finding.ts";
import { entryOf, type SourceNode } from "./source/node.ts";
import type { KubeletSection } from "./worker_configuration.ts";

/** Of the directory itself; the kubelet reads what ends in `.conf` alone. */
const DROP_IN_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,90}\.conf$/;

const absolute = z.string().check(z.regex(/^\/[^\0\n]*$/, "not an absolute path"));

/** `kubelet` of a WorkerConfiguration. */
export const KUBELET_SECTION = z.strictObject({
  patches: z.optional(z.strictObject({
    directory: z.optional(absolute),
    inline: z.optional(z.array(z.strictObject({
      type: z.optional(z.enum(PATCH_TYPES)),
      patch: z.unknown(),
    }))),
  })),
  configDirectory: z.optional(absolute),
  dropIns: z.optional(z.record(
    z.string().check(z.regex(DROP_IN_NAME, "not the name of a drop-in, as in 10-node.conf")),
    z.record(z.string(), z.unknown()),
  )),
});

/** The names of its fields, for "did you mean". */
export const KUBELET_FIELDS = [
  ...["kubelet", "patches", "directory", "inline", "type", "patch"],
  ...["configDirectory", "dropIns"],
];

/** Reads the section of a document that has its form; patches that cannot be used become findings. */
export function readKubeletSection(
  root: SourceNode,
  { patches, configDirectory, dropIns }: z.infer<typeof KUBELET_SECTION>,
  findings: Findings,
): KubeletSection {
  const inline = entryOf(entryOf(entryOf(root, "kubelet")?.value, "patches")?.value, "inline")
    ?.value;
  const items = inline?.kind === "list" ? inline.items : [];
  const read = items.flatMap((item, index): KubeletPatch[] => {
    const name = `kubelet.patches.inline[${index}]`;
    const patch = entryOf(item, "patch")?.value;
    if (patch === undefined) {
      findings.add("invalid", item.at, `${name}.patch`, "missing");
      return [];
    }
    const type = patches?.inline?.[index]?.type ?? "strategic";
    const one = readPatch(patch, type, { name, findings });
    return one === undefined ? [] : [one];
  });
  return {
    ...(patches?.directory === undefined ? {} : { patchDirectory: patches.directory }),
    ...(read.length === 0 ? {} : { patches: read }),
    ...(configDirectory === undefined ? {} : { configDirectory }),
    ...(dropIns === undefined ? {} : { dropIns: dropIns as Record<string, JsonObject> }),
  };
}
