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

/** What came and went with a minor release of 1.x. */
interface Release {
  readonly minor: number;
  readonly gone?: readonly string[];
  readonly added?: readonly string[];
}

/**
 * The kubelet's flags from 1.12 to 1.37, by the sources of each first patch release (cmd/kubelet/app/options,
 * pkg/kubelet/config/flags.go, component-base/logs). klog's, which older releases take over as a whole, are
 * there as removals alone.
 */
export const KUBELET_RELEASES: readonly Release[] = [
  { minor: 13, gone: ["google-json-key"], added: ["log-file"] },
  { minor: 14, gone: ["experimental-fail-swap-on"] },
  {
    minor: 15,
    gone: ["allow-privileged", "host-ipc-sources", "host-network-sources", "host-pid-sources"],
    added: ["enable-cadvisor-json-endpoints"],
  },
  { minor: 16, gone: ["containerized"], added: ["cni-cache-dir", "topology-manager-policy"] },
  { minor: 17, added: ["reserved-cpus"] },
  {
    minor: 19,
    gone: ["bootstrap-checkpoint-path", "experimental-dockershim"],
    added: ["kernel-memcg-notification", "logging-format"],
  },
  {
    minor: 20,
    added: [
      ...["containerd-namespace", "experimental-logging-sanitization", "topology-manager-scope"],
      ...["image-credential-provider-bin-dir", "image-credential-provider-config"],
    ],
  },
  {
    minor: 21,
    gone: ["enable-cadvisor-json-endpoints"],
    added: ["memory-manager-policy", "reserved-memory"],
  },
  {
    minor: 22,
    gone: ["chaos-chance", "redirect-container-streaming"],
    added: ["cpu-manager-policy-options", "seccomp-default"],
  },
  {
    minor: 23,
    gone: ["seccomp-profile-root"],
    added: ["log-json-info-buffer-size", "log-json-split-stream"],
  },
  {
    // With dockershim, and with DynamicKubeletConfig.
    minor: 24,
    gone: [
      ...["cni-bin-dir", "cni-cache-dir", "cni-conf-dir", "docker", "docker-endpoint"],
      ...["docker-env-metadata-whitelist", "docker-only", "docker-root", "docker-tls"],
      ...["docker-tls-ca", "docker-tls-cert", "docker-tls-key", "dynamic-config-dir"],
      ...["experimental-check-node-capabilities-before-mount", "experimental-logging-sanitization"],
      ...["experimental-dockershim-root-directory", "image-pull-progress-deadline"],
      ...["network-plugin", "network-plugin-mtu", "non-masquerade-cidr"],
      "really-crash-for-testing",
    ],
  },
  {
    minor: 25,
    gone: ["experimental-kernel-memcg-notification"],
    added: ["local-storage-capacity-isolation"],
  },
  {
    // KEP 2845: klog's own flags.
    minor: 26,
    gone: [
      ...["add-dir-header", "alsologtostderr", "log-backtrace-at", "log-dir", "log-file"],
      ...["log-file-max-size", "logtostderr", "one-output", "skip-headers", "skip-log-headers"],
      "stderrthreshold",
    ],
    added: ["topology-manager-policy-options"],
  },
  { minor: 27, gone: ["master-service-namespace"] },
  { minor: 28, added: ["config-dir"] },
  {
    minor: 30,
    gone: ["azure-container-registry-config"],
    added: ["log-text-info-buffer-size", "log-text-split-stream"],
  },
  {
    minor: 31,
    gone: ["iptables-drop-bit", "iptables-masquerade-bit", "keep-terminated-pod-volumes"],
    added: ["fail-cgroupv1"],
  },
  { minor: 34, gone: ["cloud-config", "register-schedulable"] },
  { minor: 35, gone: ["pod-infra-container-image"] },
  {
    // Of the cAdvisor inside.
    minor: 37,
    gone: [
      ...["application-metrics-count-limit", "boot-id-file", "container-hints", "containerd"],
      ...["containerd-namespace", "enable-load-reader", "event-storage-age-limit"],
      ...["event-storage-event-limit", "global-housekeeping-interval", "log-cadvisor-usage"],
      ...["machine-id-file", "storage-driver-buffer-duration", "storage-driver-db"],
      ...["storage-driver-host", "storage-driver-password", "storage-driver-secure"],
      ...["storage-driver-table", "storage-driver-user"],
    ],
  },
];

/** The minor version from which on the kubelet does not know a flag any more, where there is one. */
export const REMOVED_FLAGS: ReadonlyMap<string, number> = new Map(
  KUBELET_RELEASES.flatMap(({ minor, gone = [] }) => gone.map((flag) => [flag, minor] as const)),
);

/** The minor version from which on the kubelet knows a flag, where that is above 1.12. */
export const ADDED_FLAGS: ReadonlyMap<string, number> = new Map(
  KUBELET_RELEASES.flatMap(({ minor, added = [] }) => added.map((flag) => [flag, minor] as const)),
);
