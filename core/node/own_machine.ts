import type { Files } from "../host/types.ts";
import { readMachineIdentity } from "./machine_identity.ts";
import { readQuietly } from "./read_quietly.ts";

/** What a kubelet tells of the machine that it runs on. */
export interface NodeInfo {
  readonly machineID?: string | undefined;
  readonly systemUUID?: string | undefined;
  readonly bootID?: string | undefined;
}

/**
 * Whether a Node was filled in by a kubelet on this very machine, in this very boot: a copy of the machine has
 * a boot of its own. So it is for a while after a reset, until the cluster misses its kubelet.
 */
export async function isThisMachine(
  info: NodeInfo | undefined,
  files: Pick<Files, "read">,
): Promise<boolean> {
  const { machineID, systemUUID, bootID } = info ?? {};
  const [{ machineId, productUuid }, boot] = await Promise.all([
    readMachineIdentity(files),
    readQuietly(files, "/proc/sys/kernel/random/boot_id"),
  ]);
  if (!machineId || machineID !== machineId || !bootID || bootID !== boot?.trim()) return false;
  return !productUuid || systemUUID?.toLowerCase() === productUuid;
}
