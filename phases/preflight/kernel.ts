import { isAtLeast } from "../../core/node/kubelet_version.ts";
import { type Check, error, warning } from "./check.ts";

const IP_FORWARD = "/proc/sys/net/ipv4/ip_forward";
const SWAPS = "/proc/swaps";

/** Settings of the kernel that pods need. */
export const kernelChecks: readonly Check[] = [
  {
    name: "FileContent--proc-sys-net-ipv4-ip_forward",
    summary: "the kernel forwards IPv4 packets, as pod networks need",
    async run({ host, options }) {
      const value = await host.files.read(IP_FORWARD);
      // Without the file there is no IPv4 here, or a stand-in root.
      if (value === undefined || value.startsWith("1")) return [];
      if (options.endpoint?.host.includes(":")) return [];
      return [
        error(
          `${IP_FORWARD} is not set to 1`,
          "turn it on: `sysctl -w net.ipv4.ip_forward=1`, and the same in /etc/sysctl.d for the next boot",
        ),
      ];
    },
  },
  {
    name: "Swap",
    summary: "swap is off",
    async run({ host, facts }) {
      const devices = (await host.files.read(SWAPS) ?? "").trim().split("\n").slice(1);
      if (devices.length === 0) return [];
      const names = devices.map((line) => line.split(/\s/)[0]).join(", ");
      const text = `Swap is on (${names})`;
      // Since 1.22 a kubelet may be configured to live with it.
      const tolerated = isAtLeast(await facts.kubeletVersion(), 22);
      return tolerated
        ? [warning(
          text,
          "unless failSwapOn: false is in the kubelet's configuration, turn it off: `swapoff -a`",
        )]
        : [error(text, "turn it off: `swapoff -a`, and take it out of /etc/fstab")];
    },
  },
];
