import type { Emit } from "../engine/events.ts";
import type { Inputs } from "../host/types.ts";
import type { JsonObject } from "../node/patches/json.ts";
import type { KubeletPatch } from "../node/patches/patch.ts";
import type { JoinFlags } from "./join_flags.ts";
import type { WorkerConfiguration } from "./worker_configuration.ts";

/** Where the kubelet's drop-ins are, unless the operator names another place. */
const DROP_INS = "/etc/kubernetes/kubelet.conf.d";

/** What the operator changes in the kubelet's configuration. */
export interface KubeletOptions {
  /** In the order in which they are applied. */
  readonly patches: readonly KubeletPatch[];
  /** Of the kubelet's drop-ins; undefined: it gets none. */
  readonly configDirectory: string | undefined;
  /** What is written there, by the files' names. */
  readonly dropIns: Readonly<Record<string, JsonObject>>;
}

/** What a join without wishes has. */
export const NO_CHANGES: KubeletOptions = { patches: [], configDirectory: undefined, dropIns: {} };

/**
 * Reads what the flags and the configuration name: the directory's patches come before those that stand in
 * the configuration.
 *
 * @throws JoinError `patches-unreadable`, `patches-unsafe`, `patch-malformed`, `file-failed`
 */
export async function readKubeletOptions(
  { patches: directory, kubeletConfigDir }: JoinFlags,
  { kubelet = {} }: WorkerConfiguration,
  ctx: { inputs: Inputs; emit: Emit },
): Promise<KubeletOptions> {
  const { patches: inline = [], dropIns = {} } = kubelet;
  const named = kubeletConfigDir ?? (Object.keys(dropIns).length > 0 ? DROP_INS : undefined);
  return {
    patches: [...(directory === undefined ? [] : await readDirectory(directory, ctx)), ...inline],
    configDirectory: named,
    dropIns,
  };
}

/** YAML and its findings: only who has patches pays for them. */
async function readDirectory(
  directory: string,
  ctx: { inputs: Inputs; emit: Emit },
): Promise<KubeletPatch[]> {
  const { readPatchDirectory } = await import("../node/patches/read_directory.ts");
  return await readPatchDirectory(directory, ctx);
}
