import { CLUSTER_ERRORS } from "./error_codes/cluster.ts";
import { CONFIG_ERRORS } from "./error_codes/config.ts";
import { DISCOVERY_ERRORS } from "./error_codes/discovery.ts";
import { KUBELET_ERRORS } from "./error_codes/kubelet.ts";
import { MACHINE_ERRORS } from "./error_codes/machine.ts";
import { NETWORK_ERRORS } from "./error_codes/network.ts";
import { PATCH_ERRORS } from "./error_codes/patches.ts";
import { PLUGIN_ERRORS } from "./error_codes/plugin.ts";
import { TOOL_ERRORS } from "./error_codes/tools.ts";
import { TRUST_ERRORS } from "./error_codes/trust.ts";
import { USAGE_ERRORS } from "./error_codes/usage.ts";

/** What each exit code stands for. */
export const EXIT_CODES = {
  0: "the node has joined, or the command did what it was asked to",
  1: "a defect of kubeworker itself",
  2: "preflight found problems",
  3: "the command line is not usable as given",
  4: "the cluster could not be reached, or did not answer as a cluster does",
  5: "the cluster could not be trusted",
  6: "the cluster refused this node",
  7: "a deadline passed while waiting for the cluster",
  8: "the kubelet did not come up, or `status` found that the node does not work",
  9: "this machine refused a change",
  130: "interrupted by a signal",
} as const satisfies Record<number, string>;

/**
 * Every way in which a join can end badly, one row a code. The reference page and the exit codes come from
 * this table, and a test asks for each row that something provokes it.
 */
export const ERROR_CODES = {
  ...USAGE_ERRORS,
  ...CONFIG_ERRORS,
  ...PATCH_ERRORS,
  ...TOOL_ERRORS,
  ...NETWORK_ERRORS,
  ...DISCOVERY_ERRORS,
  ...PLUGIN_ERRORS,
  ...TRUST_ERRORS,
  ...CLUSTER_ERRORS,
  ...KUBELET_ERRORS,
  ...MACHINE_ERRORS,
};

export type ErrorCode = keyof typeof ERROR_CODES;
