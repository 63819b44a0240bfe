import type { Beyond } from "./beyond.ts";

/** Settings and parts of the kernel. */
export const KERNEL: readonly Beyond[] = [
  {
    name: "swap in compressed memory",
    before: "put /proc/swaps 'Filename Type\\n/dev/zram0 partition\\n'",
    found: { SwapZram: "warning" },
    besides: { "1.37": { Swap: "warning" }, "1.20": { Swap: "error" } },
  },
  {
    name: "few inotify instances",
    before: "put /proc/sys/fs/inotify/max_user_instances '8\\n'",
    found: { InotifyLimits: "warning", InotifyUse: "warning" },
  },
  {
    name: "few tracked connections",
    before: "put /proc/sys/net/netfilter/nf_conntrack_max '1000\\n'",
    found: { ConntrackMax: "warning" },
  },
  {
    name: "a kernel without overlay",
    before:
      "grep -v overlay /proc/filesystems > /tmp/known; $mounts --bind /tmp/known /proc/filesystems",
    found: { "KernelModule-overlay": "warning" },
  },
  {
    name: "a kernel without br_netfilter",
    only: "1.37",
    before: "cover /proc/sys/net core ipv4 ipv6 netfilter",
    found: { "KernelModule-br_netfilter": "warning" },
  },
  {
    name: "a kubelet that wants the kernel set in its way",
    before:
      `put /etc/default/kubelet 'KUBELET_EXTRA_ARGS=--cgroup-driver=systemd --protect-kernel-defaults=true\\n'
put /proc/sys/kernel/panic '0\\n'`,
    found: { KernelDefaults: "warning" },
  },
  {
    name: "cgroup v2 under a kubelet of 1.18",
    only: "1.20",
    before: `umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup
printf '#!/bin/sh\\necho Kubernetes v1.18.0\\n' > /tmp/kubelet; chmod 755 /tmp/kubelet
$mounts --bind /tmp/kubelet $(command -v kubelet)`,
    found: { "Cgroup-v2": "error", SystemVerification: "error" },
  },
];
