import type { Problem } from "../../core/engine/events.ts";

/** A span of Kubernetes releases in which kubeadm has a check, and how it looks at a worker there. */
export interface Era {
  /** First minor release of 1.x; without it 1.12, the first that can be joined. */
  readonly from?: number;
  /** Last minor release; without it there is no end yet. */
  readonly to?: number;
  readonly level: Problem["level"];
  /** Only where the cluster is reached over this family. */
  readonly family?: "IPv4" | "IPv6";
}

const ALWAYS_ERROR: readonly Era[] = [{ level: "error" }];
const ALWAYS_WARNING: readonly Era[] = [{ level: "warning" }];
const ERROR_TO_1_32: readonly Era[] = [{ to: 32, level: "error" }];
const WARNING_TO_1_31: readonly Era[] = [{ to: 31, level: "warning" }];
const WARNING_TO_1_32: readonly Era[] = [{ to: 32, level: "warning" }];
const ERROR_FROM_1_33: readonly Era[] = [{ from: 33, level: "error" }];

/**
 * Every check that `kubeadm join` of 1.12 … 1.37 makes on a worker, under its name. A level is the check's
 * usual one; single findings of it may differ.
 */
export const KUBEADM_ERAS = {
  "IsPrivilegedUser": ALWAYS_ERROR,
  "DirAvailable--etc-kubernetes-manifests": [{ to: 22, level: "error" }],
  "FileAvailable--etc-kubernetes-kubelet.conf": ALWAYS_ERROR,
  "FileAvailable--etc-kubernetes-bootstrap-kubelet.conf": ALWAYS_ERROR,
  "FileAvailable--etc-kubernetes-pki-ca.crt": ALWAYS_ERROR,
  "RequiredIPVSKernelModulesAvailable": [{ to: 13, level: "warning" }],
  "CRI": ALWAYS_ERROR,
  "ContainerRuntimeVersion": [{ from: 35, level: "warning" }],
  "FileContent--proc-sys-net-bridge-bridge-nf-call-iptables": [
    { to: 26, level: "error" },
    { from: 27, to: 29, level: "error", family: "IPv4" },
  ],
  "FileContent--proc-sys-net-bridge-bridge-nf-call-ip6tables": [
    { to: 29, level: "error", family: "IPv6" },
  ],
  "FileContent--proc-sys-net-ipv4-ip_forward": [
    { to: 26, level: "error" },
    { from: 27, level: "error", family: "IPv4" },
  ],
  "FileContent--proc-sys-net-ipv6-conf-default-forwarding": [{ level: "error", family: "IPv6" }],
  "Swap": [{ to: 22, level: "error" }, { from: 23, level: "warning" }],
  "FileExisting-crictl": [{ to: 31, level: "error" }],
  "FileExisting-conntrack": [{ from: 18, to: 31, level: "error" }],
  "FileExisting-ip": ERROR_TO_1_32,
  "FileExisting-iptables": ERROR_TO_1_32,
  "FileExisting-mount": ALWAYS_ERROR,
  "FileExisting-nsenter": ERROR_TO_1_32,
  "FileExisting-losetup": ERROR_FROM_1_33,
  "FileExisting-cp": ERROR_FROM_1_33,
  "FileExisting-ebtables": WARNING_TO_1_31,
  "FileExisting-ethtool": WARNING_TO_1_32,
  "FileExisting-socat": WARNING_TO_1_31,
  "FileExisting-tc": WARNING_TO_1_32,
  "FileExisting-touch": WARNING_TO_1_32,
  "SystemVerification": ALWAYS_ERROR,
  "Hostname": ALWAYS_WARNING,
  "KubeletVersion": ALWAYS_ERROR,
  "Service-kubelet": ALWAYS_WARNING,
  "Port-10250": ALWAYS_ERROR,
  "HTTPProxy": ALWAYS_WARNING,
} as const satisfies Record<string, readonly Era[]>;

export type KubeadmCheckName = keyof typeof KUBEADM_ERAS;

/** The era of a check that a minor release falls into; undefined where kubeadm of that release lacks it. */
export function eraOf(name: KubeadmCheckName, minor: number): Era | undefined {
  const eras: readonly Era[] = KUBEADM_ERAS[name];
  return eras.find(({ from = 0, to = Infinity }) => from <= minor && minor <= to);
}
