import type { Host } from "../../core/host/types.ts";
import { type Cgroups, readCgroups } from "../../core/node/cgroups.ts";
import { type KernelConfig, readKernelConfig } from "../../core/node/kernel_config.ts";
import { kernelRelease } from "../../core/node/kernel_release.ts";
import type { Check } from "./check.ts";
import { asKubeadm, type Remark } from "./kubeadm_check.ts";
import { requirementsOf, type SystemRequirements } from "./system_requirements.ts";

/** kubeadm complains of version 1 from the first on; the kubelet refuses it from the second on, unless told. */
const V1_COMPLAINED_OF_SINCE = 32;
const V1_REFUSED_SINCE = 35;

/** Operating system, kernel and control groups. */
export const systemChecks: readonly Check[] = [
  asKubeadm({
    name: "SystemVerification",
    summary: "the kernel has what containers need",
    group: "kernel",
    early: ({ host }) => inspect(host),
    look({ host: { machine } }, minor, { release, cgroups, config }) {
      const required = requirementsOf(minor, cgroups?.version ?? 2);
      return Promise.resolve(
        machine.os !== "linux" ? [notLinux(machine.os)] : [
          ...judgeRelease(release, required, minor),
          ...judgeOptions(config, required),
          ...judgeCgroups(cgroups, required, minor),
        ],
      );
    },
  }),
];

interface Inspected {
  readonly release: string | undefined;
  readonly cgroups: Cgroups | undefined;
  readonly config: KernelConfig | undefined;
}

async function inspect(host: Host): Promise<Inspected> {
  const release = await kernelRelease(host.files);
  const [cgroups, config] = await Promise.all([
    readCgroups(host.files, release),
    release === undefined ? undefined : readKernelConfig(host, release),
  ]);
  return { release, cgroups, config };
}

function notLinux(os: string): Remark {
  return { text: `This machine runs ${os}`, hint: "join Linux machines" };
}

function judgeRelease(
  release: string | undefined,
  { kernel: { pattern, level, wanted } }: SystemRequirements,
  minor: number,
): Remark[] {
  return release === undefined || pattern.test(release) ? [] : [{
    level,
    text: `The kernel is ${release}; kubeadm of 1.${minor} takes ${wanted}`,
    hint: "boot or install another kernel of your distribution",
  }];
}

function judgeOptions(
  config: KernelConfig | undefined,
  { options }: SystemRequirements,
): Remark[] {
  if (config === undefined) return [];
  const missing = options.filter((names) => !names.some((name) => config.has(name)));
  return missing.length === 0 ? [] : [{
    text: `The kernel was built without ${
      missing.map(([name]) => `CONFIG_${name}`).join(", ")
    } (by ${config.path})`,
    hint: "boot or install another kernel of your distribution",
  }];
}

function judgeCgroups(
  cgroups: Cgroups | undefined,
  { controllers, optionalControllers }: SystemRequirements,
  minor: number,
): Remark[] {
  if (cgroups === undefined) return [];
  if (cgroups.version === undefined) {
    return [{
      text: "No control groups are mounted",
      hint: "have systemd boot this machine, or mount cgroup2 at /sys/fs/cgroup",
    }];
  }
  const { version, controllers: there } = cgroups;
  function judge(level: "error" | "warning", names: readonly string[]): Remark[] {
    const missing = names.filter((name) => !there.has(name));
    const text = `Cgroup controllers are missing: ${missing.join(", ")}`;
    return missing.length === 0 ? [] : [{ level, text, hint: ENABLE }];
  }
  return [
    ...(version === 1 ? judgeVersion1(minor) : []),
    ...judge("error", controllers),
    ...judge("warning", optionalControllers),
  ];
}

const ENABLE =
  "enable them on the kernel's command line (as in cgroup_enable=memory), or boot another kernel";

/** kubeadm fails from 1.35 on; here the cluster's own word decides, as soon as it is read. */
function judgeVersion1(minor: number): Remark[] {
  if (minor < V1_COMPLAINED_OF_SINCE) return [];
  const boot =
    "boot with systemd.unified_cgroup_hierarchy=1 on the kernel's command line to have version 2";
  return [{
    level: "warning",
    text: minor < V1_REFUSED_SINCE
      ? "This machine uses cgroup v1, which later kubelets refuse"
      : "This machine uses cgroup v1: the kubelet starts only if the cluster's configuration has failCgroupV1: false",
    hint: boot,
  }];
}
