import { JoinError } from "../engine/errors.ts";
import {
  canonical,
  type KubeletArgument,
  parseKubeletArguments,
} from "../node/kubelet_arguments.ts";
import { parseNodeIp } from "../node/node_address.ts";
import { parseLabels } from "../node/node_labels.ts";
import { parseTaints } from "../node/taints.ts";
import type { JoinFlags } from "./join_flags.ts";

/** What the Node is to be beside its name. */
export interface RegistrationOptions {
  /** As `key=value`. */
  readonly labels: readonly string[];
  /** As `key=value:Effect`. */
  readonly taints: readonly string[];
  /** One address, or one of each family; undefined: to be found. */
  readonly nodeIp: readonly string[] | undefined;
  /** For the kubelet, behind those of the join. */
  readonly kubeletArguments: readonly KubeletArgument[];
}

/** What a flag of ours and an argument of the kubelet both say. */
const TWINS = [
  { name: "node-labels", flag: "--labels", field: "labels" },
  { name: "register-with-taints", flag: "--taints", field: "taints" },
  { name: "node-ip", flag: "--node-ip", field: "nodeIp" },
] as const;

/**
 * Checks what the Node is to be; arguments of the kubelet that say the same are checked alike.
 *
 * @throws JoinError `label-malformed`, `label-forbidden`, `taint-malformed`, `node-ip-malformed`, and
 * `kubelet-argument-malformed`, `kubelet-argument-refused`
 */
export function readRegistration(flags: JoinFlags, nodeName: string): RegistrationOptions {
  const kubeletArguments = parseKubeletArguments(flags.kubeletExtraArg ?? []);
  const registration = {
    labels: parseLabels(flags.labels ?? [], nodeName),
    taints: parseTaints(flags.taints ?? []),
    nodeIp: flags.nodeIp === undefined ? undefined : parseNodeIp(flags.nodeIp),
  };
  for (const { name, flag, field } of TWINS) {
    const values = kubeletArguments.filter((one) => canonical(one.name) === name)
      .map(({ value }) => value);
    if (values.length === 0) continue;
    if ((registration[field] ?? []).length > 0) {
      throw new JoinError(
        "kubelet-argument-refused",
        `${flag} and the kubelet's argument "${name}" are both there`,
        { hint: `keep ${flag} alone` },
      );
    }
    const parts = values.flatMap((value) => value.split(",").filter((part) => part !== ""));
    if (field === "labels") parseLabels(parts, nodeName);
    else if (field === "taints") parseTaints(parts);
    else for (const value of values) parseNodeIp(value);
  }
  return { ...registration, kubeletArguments };
}
