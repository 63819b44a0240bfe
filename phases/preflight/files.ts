import { PATHS } from "../../core/node/paths.ts";
import { type Check, error } from "./check.ts";

/** Files that an earlier join would have left. */
export const fileChecks: readonly Check[] = [
  available(
    PATHS.kubeletConf,
    "this machine is, or was, part of a cluster: `kubeadm reset` takes it out of that one",
    "an earlier run got this far: `kubeworker join phase finalize` goes on from there",
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

/** @param own what to do where an earlier run of ours left it; without it, such a file is in nobody's way */
function available(path: string, hint: string, own?: string): Check {
  return {
    name: `FileAvailable-${path.replaceAll("/", "-")}`,
    summary: `${path} is not there yet`,
    async run({ host }) {
      if (await host.files.stat(path) === undefined) return [];
      if (!await host.files.isOurs(path)) return [error(`${path} already exists`, hint)];
      return own === undefined ? [] : [error(`${path} already exists`, own)];
    },
  };
}
