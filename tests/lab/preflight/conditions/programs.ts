import type { Condition } from "../condition.ts";

const PROGRAMS = [
  ...["crictl", "conntrack", "ip", "iptables", "mount", "nsenter", "losetup", "cp"],
  ...["ebtables", "ethtool", "socat", "tc", "touch"],
];

/** Each program that some release of kubeadm wants, gone. */
export const PROGRAM_CONDITIONS: readonly Condition[] = [
  ...PROGRAMS.map((program) => ({ name: `no ${program}`, before: `hide ${program}` })),
  {
    name: "no modprobe, no systemd-detect-virt",
    before: "hide modprobe; hide systemd-detect-virt",
  },
];
