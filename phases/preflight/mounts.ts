import { mountOf, readMounts } from "../../core/node/mounts.ts";
import { PATHS } from "../../core/node/paths.ts";
import { storageRoots } from "../../core/node/storage_roots.ts";
import { type Check, error, warning } from "./check.ts";

const CNI_PROGRAMS = "/opt/cni/bin";
const CNI_CONFIG = "/etc/cni/net.d";

/** How the file systems are mounted that the kubelet and the pods need. */
export const mountChecks: readonly Check[] = [
  {
    name: "MountReadOnly",
    summary: "the directories of the kubelet and of pods can be written to",
    group: "machine",
    async run({ host }) {
      const mounts = await readMounts(host.files);
      const ours: string[] = [PATHS.kubernetes, PATHS.kubelet];
      const others = [...await storageRoots(host.files), CNI_PROGRAMS, CNI_CONFIG];
      return [...ours, ...others].flatMap((path) => {
        const mount = mountOf(mounts, path);
        if (!mount?.options.includes("ro")) return [];
        const level = ours.includes(path) ? error : warning;
        return [
          level(
            `${path} cannot be written to: ${mount.point} is mounted read-only`,
            `\`mount -o remount,rw ${mount.point}\`; if that fails, \`dmesg\` may name a broken disk`,
          ),
        ];
      });
    },
  },
  {
    name: "MountNoExec",
    summary: "programs can be run from the directories of the kubelet and of pods",
    group: "machine",
    async run({ host }) {
      const mounts = await readMounts(host.files);
      const paths = [PATHS.kubelet, ...await storageRoots(host.files), CNI_PROGRAMS];
      return paths.flatMap((path) => {
        const mount = mountOf(mounts, path);
        return mount?.options.includes("noexec")
          ? [
            warning(
              `Nothing can be run from ${path}: ${mount.point} is mounted with noexec`,
              `\`mount -o remount,exec ${mount.point}\`, and take noexec out of /etc/fstab`,
            ),
          ]
          : [];
      });
    },
  },
  {
    name: "MountPropagation",
    summary: "mounts are shared, so that volumes reach the pods",
    group: "machine",
    async run({ host }) {
      const mount = mountOf(await readMounts(host.files), PATHS.kubelet);
      if (mount === undefined || mount.shared) return [];
      return [
        warning(
          `Mounts below ${mount.point} are not shared: pods with mount propagation do not start`,
          `\`mount --make-rshared ${mount.point}\`, at every boot before the container runtime starts`,
        ),
      ];
    },
  },
];
