import type { Condition } from "../condition.ts";

const BRIDGE = "/proc/sys/net/bridge";
const FOUR = "/proc/sys/net/ipv4/ip_forward";
const IPV6_ENDPOINT = "[fd00::1]:6443";

/** Settings, swap, configuration and control groups of the kernel. */
export const KERNEL_CONDITIONS: readonly Condition[] = [
  { name: "swap is on", before: "put /proc/swaps 'Filename Type\\n/dev/sda2 partition\\n'" },
  { name: "IPv4 is not forwarded, IPv4 endpoint", before: `put ${FOUR} '0\\n'` },
  {
    name: "IPv4 is not forwarded, endpoint by name",
    before: `put ${FOUR} '0\\n'`,
    endpoint: "cp.lab.test:6443",
    ends: true,
  },
  {
    name: "IPv4 is not forwarded, IPv6 endpoint",
    before: `put ${FOUR} '0\\n'; put /proc/sys/net/ipv6/conf/default/forwarding '1\\n'`,
    endpoint: IPV6_ENDPOINT,
    ends: true,
  },
  {
    name: "IPv6 is not forwarded, IPv6 endpoint",
    before: "put /proc/sys/net/ipv6/conf/default/forwarding '0\\n'",
    endpoint: IPV6_ENDPOINT,
    ends: true,
  },
  {
    name: "bridges bypass iptables",
    before: `put ${BRIDGE}/bridge-nf-call-iptables '0\\n'`,
  },
  {
    name: "bridges bypass ip6tables, IPv6 endpoint",
    before: `put ${BRIDGE}/bridge-nf-call-ip6tables '0\\n'
put /proc/sys/net/ipv6/conf/default/forwarding '1\\n'`,
    endpoint: IPV6_ENDPOINT,
    ends: true,
  },
  { name: "br_netfilter is not loaded", before: `$mounts -t tmpfs none ${BRIDGE}` },
  { name: "cgroup v1", system: true },
  {
    name: "cgroup v2 without controllers",
    before: "umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup",
    system: true,
  },
  { name: "no control groups", before: "umount -R /sys/fs/cgroup", system: true },
  { name: "no pids controller", before: without("/proc/cgroups", "^pids"), system: true },
  { name: "no hugetlb controller", before: without("/proc/cgroups", "^hugetlb") },
  { name: "a kernel without INET", before: withoutOption("CONFIG_INET="), system: true },
  {
    name: "a kernel without NAMESPACES and CPUSETS",
    before: withoutOption("CONFIG_\\(NAMESPACES\\|CPUSETS\\)="),
    system: true,
  },
  { name: "a kernel without OVERLAY_FS", before: withoutOption("CONFIG_OVERLAY_FS=") },
  {
    name: "a kernel without CGROUP_BPF",
    before: withoutOption("CONFIG_CGROUP_BPF="),
    system: true,
  },
  {
    name: "a kernel's configuration that cannot be read",
    before: "put /proc/config.gz 'no gzip'",
    system: true,
  },
  {
    name: "an old kernel",
    // The newer one asks the kernel itself, which cannot be made to say something else.
    only: "1.20",
    before: `put /proc/sys/kernel/osrelease '3.2.0\\n'
printf '#!/bin/sh\\n[ "$1" = -r ] && echo 3.2.0 || echo Linux\\n' > /tmp/uname; chmod 755 /tmp/uname
$mounts --bind /tmp/uname /usr/bin/uname`,
  },
];

function without(path: string, pattern: string): string {
  return `grep -v '${pattern}' ${path} > /tmp/without; $mounts --bind /tmp/without ${path}`;
}

function withoutOption(pattern: string): string {
  return `zcat /proc/config.gz | grep -v '^${pattern}' | gzip > /tmp/config.gz
$mounts --bind /tmp/config.gz /proc/config.gz`;
}
