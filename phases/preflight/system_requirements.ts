import type { Problem } from "../../core/engine/events.ts";

/** What kubeadm of one minor release wants of the kernel. */
export interface SystemRequirements {
  readonly kernel: {
    readonly pattern: RegExp;
    readonly level: Problem["level"];
    /** For people. */
    readonly wanted: string;
  };
  /** Options of the kernel's configuration; of several in one, any will do. */
  readonly options: readonly (readonly string[])[];
  readonly controllers: readonly string[];
  /** Without them something is missing, but the kubelet runs. */
  readonly optionalControllers: readonly string[];
}

const KERNELS = [
  {
    from: 34,
    pattern: /^5\.(4|10|15)|^([6-9]|[1-9]\d+)\.\d+\.\d+/,
    level: "warning",
    wanted: "5.4, 5.10, 5.15, or 6.0 and later",
  },
  {
    from: 32,
    pattern: /^4\.(19|[2-9]\d)|^([5-9]|[1-9]\d+)\.\d+\.\d+/,
    level: "error",
    wanted: "4.19 and later",
  },
  {
    from: 14,
    pattern: /^3\.[1-9]\d|^([4-9]|[1-9]\d+)\.\d+\.\d+/,
    level: "error",
    wanted: "3.10 and later",
  },
  // Not anchored there, either.
  { from: 0, pattern: /3\.[1-9]\d|4\./, level: "error", wanted: "3.10 to 4.20" },
] as const;

const OPTIONS = [
  ...["NAMESPACES", "NET_NS", "PID_NS", "IPC_NS", "UTS_NS", "CPUSETS", "MEMCG", "INET", "EXT4_FS"],
  ...["PROC_FS", "NETFILTER_XT_MATCH_COMMENT", "CGROUPS", "CGROUP_SCHED"],
];
const REDIRECT = ["NETFILTER_XT_TARGET_REDIRECT", "IP_NF_TARGET_REDIRECT"];
const VERSION_1_OPTIONS = ["CGROUP_CPUACCT", "CGROUP_DEVICE", "CGROUP_FREEZER"];

/**
 * The rules of a minor release for a version of the control groups. Up to 1.34 the kernel had to be able to
 * do both, whichever was in use.
 *
 * @see kubernetes/system-validators v1.0.4 … v1.12.1, as kubeadm has them
 */
export function requirementsOf(minor: number, cgroups: 1 | 2): SystemRequirements {
  const apart = minor >= 35;
  const options = [
    ...OPTIONS,
    ...(apart && cgroups === 2 ? [] : VERSION_1_OPTIONS),
    ...(minor >= 21 ? ["FAIR_GROUP_SCHED", "CGROUP_PIDS"] : []),
    ...(apart ? cgroups === 2 : minor >= 32) ? ["CGROUP_BPF"] : [],
  ];
  return {
    kernel: KERNELS.find(({ from }) => minor >= from) ?? KERNELS[3],
    options: [...options.map((option) => [option]), REDIRECT],
    controllers: [
      ...["cpu", "cpuset", "devices", "freezer", "memory"],
      ...(cgroups === 1 ? ["cpuacct"] : []),
      ...(minor >= 20 ? ["pids"] : []),
    ],
    optionalControllers: [
      ...(minor >= 19 ? ["hugetlb"] : []),
      ...(minor >= 24 ? [cgroups === 1 ? "blkio" : "io"] : []),
    ],
  };
}
