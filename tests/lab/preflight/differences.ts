import type { Version } from "../lab.ts";

/** Where we and kubeadm do not find the same, and why that is so. */
export interface Difference {
  /** With the part of it, where a check has several. */
  readonly check: string;
  /** Names of the conditions under which it shows. */
  readonly when: Readonly<Partial<Record<Version, readonly string[]>>>;
  readonly ours: Level;
  readonly theirs: Level;
  readonly because: string;
}

export type Level = "warning" | "error" | "refused" | "nothing";

const NO_VERSION = ["no kubelet", "a kubelet that says no version"];
const NO_RUNTIME = ["no container runtime", "a file in place of the runtime's socket"];
const NO_GZIP = ["a kernel's configuration that cannot be read"];
const LINK = ["kubelet.conf is a link to nowhere"];
const VERY_OLD = ["a kubelet of 1.11"];
const FOUR_OLDER = ["a kubelet four releases older"];
const BY_KUBELET =
  "the rules are those of the kubelet's release here, those of kubeadm's own there";
const NO_RULES =
  "a kubelet without a version is judged by the newest rules, its own kubeadm has older ones";

/** Each is looked for by the lab's test, and missed if it is gone. */
export const DIFFERENCES: readonly Difference[] = [
  {
    check: "SystemVerification (cgroup v1)",
    when: {
      "1.37": [
        "cgroup v1",
        "a kernel without INET",
        "a kernel without NAMESPACES and CPUSETS",
        "a kernel without CGROUP_BPF",
        ...NO_GZIP,
      ],
    },
    ours: "warning",
    theirs: "error",
    because:
      "the cluster's configuration may allow it (failCgroupV1: false): phase kubelet-dynamic-config reads that, and fails with kubelet-cgroup-v1 before it writes anything if it does not",
  },
  {
    check: "SystemVerification (cgroup v1)",
    when: { "1.37": ["no pids controller"] },
    ours: "warning",
    theirs: "nothing",
    because: "kubeadm forgets its own finding about cgroup v1 where a controller is missing, too",
  },
  {
    check: "SystemVerification (cgroup v1)",
    when: { "1.37": NO_VERSION },
    ours: "warning",
    theirs: "nothing",
    because: "kubeadm gives up on control groups when it gets no version of the kubelet",
  },
  {
    check: "SystemVerification (cgroup v1)",
    when: { "1.20": NO_VERSION },
    ours: "warning",
    theirs: "nothing",
    because: NO_RULES,
  },
  {
    check: "ContainerRuntimeVersion",
    when: { "1.20": NO_VERSION },
    ours: "warning",
    theirs: "nothing",
    because: NO_RULES,
  },
  {
    check: "SystemVerification (cgroup v1)",
    when: { "1.37": VERY_OLD },
    ours: "nothing",
    theirs: "warning",
    because: BY_KUBELET,
  },
  {
    check: "SystemVerification (kernel release)",
    when: { "1.37": VERY_OLD },
    ours: "warning",
    theirs: "nothing",
    because: BY_KUBELET,
  },
  {
    check: "SystemVerification (kernel release)",
    when: { "1.20": VERY_OLD },
    ours: "error",
    theirs: "nothing",
    because: BY_KUBELET,
  },
  {
    check: "FileExisting-crictl",
    when: { "1.37": VERY_OLD },
    ours: "error",
    theirs: "nothing",
    because: BY_KUBELET,
  },
  {
    check: "KubeletVersion",
    when: { "1.37": FOUR_OLDER, "1.20": FOUR_OLDER },
    ours: "nothing",
    theirs: "error",
    because:
      "kubeadm takes kubelets up to three releases older than itself (one, before 1.29); kubeworker joins all of them since 1.12",
  },
  {
    check: "SystemVerification (kubelet's version)",
    when: { "1.37": NO_VERSION },
    ours: "nothing",
    theirs: "error",
    because: "the same cause is told once, by KubeletVersion",
  },
  {
    check: "SystemVerification (kernel options)",
    when: { "1.37": NO_GZIP, "1.20": NO_GZIP },
    ours: "nothing",
    theirs: "error",
    because:
      "where the kernel's configuration cannot be read, nothing is known of it; no kernel module is loaded to have it, either",
  },
  {
    check: "SystemVerification (cgroup mounts)",
    when: { "1.20": ["no control groups"] },
    ours: "error",
    theirs: "nothing",
    because: "kubeadm up to 1.31 takes what the kernel can do for what is mounted",
  },
  {
    check: "FileContent--proc-sys-net-ipv4-ip_forward",
    when: { "1.37": ["IPv4 is not forwarded, endpoint by name"] },
    ours: "error",
    theirs: "nothing",
    because:
      "kubeadm looks only where the endpoint is an address; pods need forwarding all the same: by the family of the default route",
  },
  {
    check: "FileAvailable--etc-kubernetes-kubelet.conf",
    when: { "1.37": LINK, "1.20": LINK },
    ours: "error",
    theirs: "nothing",
    because: "kubeadm follows the link, sees nothing, and its kubelet writes through it",
  },
  {
    check: "ContainerRuntimeVersion",
    when: { "1.37": NO_RUNTIME },
    ours: "nothing",
    theirs: "error",
    because: "the same cause is told once, by CRI",
  },
];
