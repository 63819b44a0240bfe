/** Flags of the kubelet that the join sets, or its unit does, and what to use instead. */
export const OWN_FLAGS: ReadonlyMap<string, string> = new Map([
  ["config", "the kubelet's unit names the file that the join writes"],
  ["kubeconfig", "the kubelet's unit names the file that the join writes"],
  ["bootstrap-kubeconfig", "the join gets the certificate, and the kubelet's unit names the file"],
  ["experimental-bootstrap-kubeconfig", "the join gets the certificate"],
  ["cert-dir", "the join puts the certificate into /var/lib/kubelet/pki"],
  ["container-runtime", "the join sets it: give the socket with --cri-socket"],
  ["container-runtime-endpoint", "the join sets it: use --cri-socket"],
  ["hostname-override", "the join sets it: use --node-name"],
]);

/** Flags that the kubelet had, by the minor version of 1.x that came without them, as its release notes say. */
const REMOVALS: readonly { readonly minor: number; readonly flags: readonly string[] }[] = [
  { minor: 22, flags: ["chaos-chance"] },
  {
    // With dockershim, and with DynamicKubeletConfig.
    minor: 24,
    flags: [
      ...["cni-bin-dir", "cni-cache-dir", "cni-conf-dir", "docker-endpoint"],
      ...["image-pull-progress-deadline", "network-plugin", "network-plugin-mtu"],
      ...["non-masquerade-cidr", "dynamic-config-dir"],
    ],
  },
  {
    // KEP 2845: klog's own flags.
    minor: 26,
    flags: [
      ...["add-dir-header", "alsologtostderr", "log-backtrace-at", "log-dir", "log-file"],
      ...["log-file-max-size", "logtostderr", "one-output", "skip-headers", "skip-log-headers"],
      "stderrthreshold",
    ],
  },
  { minor: 27, flags: ["master-service-namespace"] },
  {
    minor: 31,
    flags: ["iptables-drop-bit", "iptables-masquerade-bit", "keep-terminated-pod-volumes"],
  },
  { minor: 34, flags: ["cloud-config", "register-schedulable"] },
  { minor: 35, flags: ["pod-infra-container-image"] },
  {
    // Of the cAdvisor inside.
    minor: 37,
    flags: [
      ...["application-metrics-count-limit", "boot-id-file", "container-hints", "containerd"],
      ...["containerd-namespace", "enable-load-reader", "event-storage-age-limit"],
      ...["event-storage-event-limit", "global-housekeeping-interval", "log-cadvisor-usage"],
      ...["machine-id-file", "storage-driver-buffer-duration", "storage-driver-db"],
      ...["storage-driver-host", "storage-driver-password", "storage-driver-secure"],
      ...["storage-driver-table", "storage-driver-user"],
    ],
  },
];

/** The minor version from which on the kubelet does not know a flag, where that is known. */
export const REMOVED_FLAGS: ReadonlyMap<string, number> = new Map(
  REMOVALS.flatMap(({ minor, flags }) => flags.map((flag) => [flag, minor] as const)),
);
