/** Where a worker's files are: kubeadm's and the kubelet's own places. */
export const PATHS = {
  kubernetes: "/etc/kubernetes",
  pki: "/etc/kubernetes/pki",
  ca: "/etc/kubernetes/pki/ca.crt",
  kubeletConf: "/etc/kubernetes/kubelet.conf",
  bootstrapConf: "/etc/kubernetes/bootstrap-kubelet.conf",
  kubelet: "/var/lib/kubelet",
  kubeletConfig: "/var/lib/kubelet/config.yaml",
  kubeletFlags: "/var/lib/kubelet/kubeadm-flags.env",
  instanceConfig: "/var/lib/kubelet/instance-config.yaml",
  /** Where a kubelet that follows a ConfigMap keeps what it has read; kubeadm 1.12's place. */
  dynamicConfig: "/var/lib/kubelet/dynamic-config",
  kubeletPki: "/var/lib/kubelet/pki",
  clientCurrent: "/var/lib/kubelet/pki/kubelet-client-current.pem",
  clientUpdated: "/var/lib/kubelet/pki/kubelet-client-updated.pem",
  /** The key of a request that is still on its way; the kubelet knows it under the same name. */
  clientKeyPending: "/var/lib/kubelet/pki/kubelet-client.key.tmp",
} as const;

/** The directory that a file is in. */
export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** Where a new client certificate goes: named by the local time, as the kubelet does. */
export function clientCertificatePath(now: Date): string {
  function two(value: number): string {
    return String(value).padStart(2, "0");
  }
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  const time = [two(now.getHours()), two(now.getMinutes()), two(now.getSeconds())].join("-");
  return `${PATHS.kubeletPki}/kubelet-client-${date}-${time}.pem`;
}
