import { PATHS } from "../../core/node/paths.ts";
import { type Check, error } from "./check.ts";

/** Files that an earlier join would have left. */
export const fileChecks: readonly Check[] = [
  available(
    PATHS.kubeletConf,
    "this machine is, or was, part of a cluster: `kubeadm reset` takes it out of that one",
  ),
  available(
    PATHS.bootstrapConf,
    "a join by kubeadm was broken off here: `kubeadm reset` clears it, or remove the file",
  ),
  available(
    PATHS.ca,
    "this machine is, or was, part of a cluster: `kubeadm reset`, or move the file away",
  ),
];

function available(path: string, hint: string): Check {
  return {
    name: `FileAvailable-${path.replaceAll("/", "-")}`,
    summary: `${path} is not there yet`,
    async run({ host }) {
      const found = await host.files.stat(path);
      return found === undefined ? [] : [error(`${path} already exists`, hint)];
    },
  };
}
