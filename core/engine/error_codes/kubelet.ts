import type { ErrorEntry } from "./entry.ts";

/** The kubelet did not come up (exit code 8). */
export const KUBELET_ERRORS = {
  "kubelet-missing": {
    exit: 8,
    means: "there is no kubelet service on this machine",
    hint: "install the kubelet's package; it brings the unit and kubeadm's drop-in",
  },
  "kubelet-start-failed": {
    exit: 8,
    means: "the service manager could not start the kubelet",
    hint: "`systemctl status kubelet` and `journalctl -xeu kubelet` say more",
  },
  "kubelet-crashed": {
    exit: 8,
    means: "the kubelet ends soon after each start",
    hint:
      "its last lines are shown above, `journalctl -xeu kubelet` has the rest; the same command goes on from here",
  },
  "dynamic-config-failed": {
    exit: 8,
    means:
      "the kubelet cannot use the ConfigMap that its Node names, and runs on another configuration",
    hint:
      "mend the ConfigMap: the kubelet looks again every 10 s; `journalctl -u kubelet` has the details; then `kubeworker join phase finalize` with the same flags",
  },
  "kubelet-unhealthy": {
    exit: 8,
    means: "the kubelet runs, but did not become healthy in time",
    hint:
      "`journalctl -xeu kubelet` says what it waits for, often the container runtime; the same command goes on from here",
  },
  "kubelet-cgroup-driver": {
    exit: 8,
    means: "kubelet and container runtime use different cgroup drivers",
    hint:
      "set SystemdCgroup = true in the runtime's configuration, or cgroupDriver in the cluster's kubelet configuration",
  },
  "kubelet-swap": {
    exit: 8,
    means: "the kubelet refuses to run with swap on",
    hint: "turn it off: `swapoff -a`, and take it out of /etc/fstab",
  },
  "kubelet-cgroup-v1": {
    exit: 8,
    means: "the kubelet refuses to run on cgroup v1",
    hint:
      "boot with cgroup v2, or set failCgroupV1: false in the cluster's kubelet configuration (up to its removal)",
  },
  "kubelet-flag-unknown": {
    exit: 8,
    means: "the kubelet does not know one of its flags",
    hint:
      "look for a removed flag in /etc/default/kubelet, /etc/sysconfig/kubelet or the unit's drop-ins",
  },
  "kubelet-port-taken": {
    exit: 8,
    means: "another program listens at a port that the kubelet needs",
    hint: "`ss -ltnp` names the program that has the port; 10250 and 10248 are the kubelet's",
  },
  "kubelet-config-unread": {
    exit: 8,
    means: "the kubelet could not read its configuration",
    hint: "does the unit have kubeadm's drop-in (10-kubeadm.conf), and is the file it names there?",
  },
  "kubelet-runtime-down": {
    exit: 8,
    means: "the kubelet cannot reach the container runtime",
    hint: "start the runtime (`systemctl start containerd`) or name its socket with --cri-socket",
  },
  "kubelet-version-unknown": {
    exit: 8,
    means: "the kubelet is not there, or does not say its version",
    hint: "install the kubelet so that `kubelet --version` works",
  },
} as const satisfies Record<string, ErrorEntry>;
