import type { Files } from "../host/types.ts";
import type { NodeIdentity } from "../kube/node_identities.ts";
import { readQuietly } from "./read_quietly.ts";

/** What tells this machine from others; a Node's `status.nodeInfo` shows both. */
export interface MachineIdentity {
  /** machine-id(5). Empty: the file is there and holds none. */
  readonly machineId: string | undefined;
  /** The firmware's, in lower case; only root can read it. */
  readonly productUuid: string | undefined;
}

/** What makers of boards leave in their firmware where a number of the board's own should be. */
const PLACEHOLDERS =
  /^(0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12}|03000200-0400-0500-0006-000700080009|12345678-1234-5678-90ab-cddeefaabbcc)$/;

/** Whether a product_uuid is one that many machines have. */
export function isPlaceholder(productUuid = ""): boolean {
  return PLACEHOLDERS.test(productUuid);
}

type NodeInfo = NonNullable<NonNullable<NodeIdentity["status"]>["nodeInfo"]>;

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
  nodes: readonly NodeIdentity[],
): { machineId: string[]; productUuid: string[] } {
  function named(isSame: (info: NodeInfo) => boolean): string[] {
    return nodes.filter(({ metadata, status }) =>
      metadata.name !== nodeName && isSame(status?.nodeInfo ?? {})
    ).map(({ metadata }) => metadata.name);
  }
  return {
    machineId: machineId ? named((info) => info.machineID === machineId) : [],
    productUuid: productUuid ? named((info) => info.systemUUID?.toLowerCase() === productUuid) : [],
  };
}
