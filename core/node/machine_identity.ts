import type { Files } from "../host/types.ts";
import { readQuietly } from "./read_quietly.ts";

/** What tells this machine from others; a Node's `status.nodeInfo` shows both. */
export interface MachineIdentity {
  /** machine-id(5). Empty: the file is there and holds none. */
  readonly machineId: string | undefined;
  /** The firmware's, in lower case; only root can read it. */
  readonly productUuid: string | undefined;
}

/** A Node, as far as this is about it. */
interface KnownNode {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly nodeInfo?: { readonly machineID?: string; readonly systemUUID?: string };
  };
}

export async function readMachineIdentity(files: Pick<Files, "read">): Promise<MachineIdentity> {
  const [id, uuid] = await Promise.all([
    readQuietly(files, "/etc/machine-id"),
    readQuietly(files, "/sys/class/dmi/id/product_uuid"),
  ]);
  return { machineId: id?.trim(), productUuid: uuid?.trim().toLowerCase() };
}

/**
 * The Nodes of other machines that show the same identity, as clones of one disk do.
 *
 * @param nodeName this machine's own, which does not count
 */
export function findTwins(
  { machineId, productUuid }: MachineIdentity,
  nodeName: string,
  nodes: readonly KnownNode[],
): { machineId: string[]; productUuid: string[] } {
  function named(isSame: (info: { machineID?: string; systemUUID?: string }) => boolean): string[] {
    return nodes.filter(({ metadata, status }) =>
      metadata.name !== nodeName && isSame(status?.nodeInfo ?? {})
    ).map(({ metadata }) => metadata.name);
  }
  return {
    machineId: machineId ? named((info) => info.machineID === machineId) : [],
    productUuid: productUuid ? named((info) => info.systemUUID?.toLowerCase() === productUuid) : [],
  };
}
