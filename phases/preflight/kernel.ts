import type { JoinContext } from "../../core/context.ts";
import { kernelRelease } from "../../core/node/kernel_release.ts";
import { readQuietly } from "../../core/node/read_quietly.ts";
import type { Check } from "./check.ts";
import { asKubeadm, type Remark } from "./kubeadm_check.ts";

const SWAPS = "/proc/swaps";

/** Settings of the kernel that pods need. */
export const kernelChecks: readonly Check[] = [
  asKubeadm({
    name: "FileContent--proc-sys-net-bridge-bridge-nf-call-iptables",
    summary: "packets on bridges pass through iptables",
    group: "kernel",
    look: (ctx) => isOne("net.bridge.bridge-nf-call-iptables", ctx),
  }),
  asKubeadm({
    name: "FileContent--proc-sys-net-bridge-bridge-nf-call-ip6tables",
    summary: "IPv6 packets on bridges pass through ip6tables",
    group: "kernel",
    look: (ctx) => isOne("net.bridge.bridge-nf-call-ip6tables", ctx),
  }),
  asKubeadm({
    name: "FileContent--proc-sys-net-ipv4-ip_forward",
    summary: "the kernel forwards IPv4 packets, as pod networks need",
    group: "kernel",
    look: (ctx) => isOne("net.ipv4.ip_forward", ctx),
  }),
  asKubeadm({
    name: "FileContent--proc-sys-net-ipv6-conf-default-forwarding",
    summary: "the kernel forwards IPv6 packets, as pod networks need",
    group: "kernel",
    look: (ctx) => isOne("net.ipv6.conf.default.forwarding", ctx),
  }),
  asKubeadm({
    name: "Swap",
    summary: "swap is off",
    group: "kernel",
    async look({ host: { files } }, minor) {
      const devices = (await readQuietly(files, SWAPS) ?? "").trim().split("\n").slice(1);
      if (devices.length === 0) return [];
      const names = devices.map((line) => line.split(/\s/)[0]).join(", ");
      return [{
        text: `Swap is on (${names})`,
        // The cluster's configuration is judged as soon as it is here.
        hint: minor < TOLERATED_SINCE
          ? "turn it off: `swapoff -a`, and take it out of /etc/fstab"
          : "unless failSwapOn: false is in the kubelet's configuration, turn it off: `swapoff -a`",
      }];
    },
  }),
];

/** The kubelet may be told to live with swap: NodeSwap, beta in 1.23 by kubeadm's plan. */
const TOLERATED_SINCE = 23;

/** @param setting as sysctl names it */
async function isOne(setting: string, { host: { files } }: JoinContext): Promise<Remark[]> {
  const path = `/proc/sys/${setting.replaceAll(".", "/")}`;
  const value = await readQuietly(files, path);
  if (value === undefined) {
    // Under a stand-in root, or where /proc cannot be seen, its absence says nothing.
    if (await kernelRelease(files) === undefined) return [];
    const hint = setting.startsWith("net.bridge.")
      ? "load the kernel module: `modprobe br_netfilter`, and a line br_netfilter in /etc/modules-load.d for the next boot"
      : "boot a kernel that has this protocol";
    return [{ text: `${path} does not exist`, hint }];
  }
  if (value.startsWith("1")) return [];
  return [{
    text: `${path} is not set to 1`,
    hint: `turn it on: \`sysctl -w ${setting}=1\`, and the same in /etc/sysctl.d for the next boot`,
  }];
}
