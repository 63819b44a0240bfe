import type { JoinContext } from "../../core/context.ts";
import type { Files } from "../../core/host/types.ts";
import { isOlder, kernelRelease } from "../../core/node/kernel_release.ts";
import { isAtLeast } from "../../core/node/kubelet_version.ts";
import { isThere, listQuietly, readQuietly } from "../../core/node/read_quietly.ts";
import { type Check, error, type Finding, warning } from "./check.ts";

/** Up to 1.29 the bridge's settings are looked at themselves, as kubeadm does. */
const BRIDGE_SETTING_UNTIL = 29;
/** The kubelet can do with cgroup v2 since then. */
const CGROUP_V2_SINCE = 19;

/** What the kernel has to be able to do, beside kubeadm's list. */
export const kernelModuleChecks: readonly Check[] = [
  {
    name: "KernelModule-overlay",
    summary: "the kernel has the file system that images are unpacked to",
    group: "kernel",
    async run({ host: { files } }) {
      const known = await readQuietly(files, "/proc/filesystems");
      if (known === undefined || /\boverlay$/m.test(known)) return [];
      // It is loaded by the first mount.
      return await hasModule(files, "overlay") ? [] : missing("overlay", "container images");
    },
  },
  {
    name: "KernelModule-br_netfilter",
    summary: "the kernel filters packets between pods of this node",
    group: "kernel",
    async run({ host: { files }, facts, alone }) {
      const version = await facts.kubeletVersion().catch(() => undefined);
      if (version === undefined || !isAtLeast(version, BRIDGE_SETTING_UNTIL + 1)) return [];
      const settings = await listQuietly(files, "/proc/sys/net");
      // `core` is there with every kernel; without it, this is a stand-in root.
      if (!settings.includes("core") || settings.includes("bridge")) return [];
      if (!await hasModule(files, "br_netfilter")) {
        return missing("br_netfilter", "pod networks with a bridge, as flannel's,");
      }
      // Not every network needs it, and some load it themselves: it is said to those who ask.
      return !alone ? [] : [
        warning(
          "The kernel module br_netfilter is not loaded: pod networks with a bridge, as flannel's, need it",
          "`modprobe br_netfilter`, and a line br_netfilter in /etc/modules-load.d/kubernetes.conf for the next boot",
        ),
      ];
    },
  },
  {
    name: "Cgroup-v2",
    summary: "kernel, container runtime and kubelet can do with cgroup v2 where it is in use",
    group: "kernel",
    run: judgeCgroupV2,
  },
];

async function judgeCgroupV2({ host: { files }, facts }: JoinContext): Promise<Finding[]> {
  if (!await isThere(files, "/sys/fs/cgroup/cgroup.controllers")) return [];
  const back =
    "upgrade it, or boot with systemd.unified_cgroup_hierarchy=0 on the kernel's command line";
  const found: Finding[] = [];
  const version = await facts.kubeletVersion().catch(() => undefined);
  if (version !== undefined && !isAtLeast(version, CGROUP_V2_SINCE)) {
    found.push(error(`The kubelet ${version.text} does not know cgroup v2`, back));
  }
  const release = await kernelRelease(files);
  if (release !== undefined && isOlder(release, 5, 2)) {
    found.push(warning(`The kernel ${release} has cgroup v2 without a freezer`, back));
  }
  const runtime = (await facts.containerRuntime().catch(() => undefined))?.answer;
  if (runtime?.name === "containerd" && isOlder(runtime.version.replace(/^v/, ""), 1, 4)) {
    found.push(warning(`containerd ${runtime.version} does not know cgroup v2`, back));
  }
  return found;
}

/** Loaded, built in, or at hand. Where the modules cannot be looked at, it counts as there. */
async function hasModule(files: Files, name: string): Promise<boolean> {
  if (await isThere(files, `/sys/module/${name}`)) return true;
  const release = await kernelRelease(files);
  if (release === undefined) return true;
  const lists = await Promise.all(
    ["modules.builtin", "modules.dep"].map((list) =>
      readQuietly(files, `/lib/modules/${release}/${list}`)
    ),
  );
  if (lists.every((list) => list === undefined)) {
    // A kernel that loads modules, but not from where we look.
    return await readQuietly(files, "/proc/modules") !== undefined;
  }
  return lists.some((list) => list?.includes(`/${name}.ko`));
}

function missing(name: string, what: string): Finding[] {
  return [
    warning(
      `This kernel has no module ${name}: ${what} need it`,
      "install the full kernel of the distribution, and boot it",
    ),
  ];
}
