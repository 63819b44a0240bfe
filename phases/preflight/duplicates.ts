import type { JoinContext } from "../../core/context.ts";
import type { NodeFacts } from "../../core/node/facts.ts";
import { findTwins, isPlaceholder, readMachineIdentity } from "../../core/node/machine_identity.ts";
import { type Check, warning } from "./check.ts";

/** Names of Nodes. */
type Twins = ReturnType<typeof findTwins>;

/** Both checks want the same list. */
const shared = new WeakMap<NodeFacts, Promise<Twins>>();

/**
 * Whether the cluster has this machine's identity already, as clones of one disk do. Only warnings: nodes that
 * are containers of one machine share its product_uuid by right. A bootstrap token may not list Nodes.
 */
export const duplicateChecks: readonly Check[] = [
  {
    name: "DuplicateMachineID",
    summary: "no Node of the cluster has this machine's id",
    group: "machine",
    slow: true,
    async run(ctx) {
      const { machineId } = await findTwinsOf(ctx) ?? {};
      return machineId?.map((node) =>
        warning(
          `Node ${node} has the same machine-id as this machine`,
          "if this is a clone: `rm /etc/machine-id && systemd-machine-id-setup`, then restart it",
        )
      );
    },
  },
  {
    name: "DuplicateProductUUID",
    summary: "no Node of the cluster has this machine's product_uuid",
    group: "machine",
    slow: true,
    async run(ctx) {
      // That the Nodes cannot be listed is said once, by the other.
      const { productUuid } = await findTwinsOf(ctx).catch(() => undefined) ?? {};
      return productUuid?.map((node) =>
        warning(
          `Node ${node} has the same product_uuid as this machine`,
          "some pod networks tell nodes apart by it: set another in the virtual machine's definition",
        )
      );
    },
  },
];

/** @returns undefined where nobody was named who may ask */
async function findTwinsOf(ctx: JoinContext): Promise<Twins | undefined> {
  const { options: { approveWith }, alone, facts } = ctx;
  if (approveWith === undefined || !alone) return undefined;
  const twins = shared.get(facts) ?? ask(approveWith, ctx);
  shared.set(facts, twins);
  return await twins;
}

async function ask(kubeconfig: string, { host, options, signal }: JoinContext): Promise<Twins> {
  const { readAdministrator } = await import("../../core/discovery/administrator.ts");
  const { listNodeIdentities } = await import("../../core/kube/node_identities.ts");
  const { api } = await readAdministrator(kubeconfig, host, { flag: "--kubeconfig" });
  const { machineId, productUuid } = await readMachineIdentity(host.files);
  const own = { machineId, productUuid: isPlaceholder(productUuid) ? undefined : productUuid };
  return findTwins(own, options.nodeName, await listNodeIdentities(api(signal)));
}
