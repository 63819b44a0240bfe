import { findKubeletSetting } from "../../core/node/kubelet_settings.ts";
import { readNumber, readQuietly } from "../../core/node/read_quietly.ts";
import { type Check, warning } from "./check.ts";

/** What a kubelet with protectKernelDefaults wants to find, and sets itself otherwise. */
const DEFAULTS: Readonly<Record<string, number>> = {
  "vm.overcommit_memory": 1,
  "vm.panic_on_oom": 0,
  "kernel.panic": 10,
  "kernel.panic_on_oops": 1,
  "kernel.keys.root_maxkeys": 1_000_000,
  "kernel.keys.root_maxbytes": 25_000_000,
};

/** Settings of the kernel that are not looked at by kubeadm. */
export const kernelSettingChecks: readonly Check[] = [
  {
    name: "KernelDefaults",
    summary: "the kernel is set as a kubelet with protectKernelDefaults wants it",
    group: "kernel",
    async run({ host: { files } }) {
      const protect = await findKubeletSetting(files, "protectKernelDefaults");
      if (protect?.value !== "true") return [];
      const wrong: string[] = [];
      for (const [name, wanted] of Object.entries(DEFAULTS)) {
        const value = await readNumber(files, `/proc/sys/${name.replaceAll(".", "/")}`);
        if (value !== undefined && value !== wanted) wrong.push(`${name}=${wanted}`);
      }
      if (wrong.length === 0) return [];
      return [
        warning(
          `By ${protect.path} the kubelet does not start unless these are set: ${wrong.join(", ")}`,
          `\`sysctl -w ${wrong.join(" ")}\`, and the same in /etc/sysctl.d for the next boot`,
        ),
      ];
    },
  },
  {
    name: "SwapZram",
    summary: "no swap in compressed memory comes back at every boot",
    group: "kernel",
    async run({ host: { files } }) {
      const swaps = await readQuietly(files, "/proc/swaps") ?? "";
      const [device] = /^\/dev\/zram\d+/m.exec(swaps) ?? [];
      return device === undefined ? [] : [
        warning(
          `The swap ${device} is made anew at every boot: \`swapoff\` alone does not last`,
          "`touch /etc/systemd/zram-generator.conf`, or remove the package that makes it (zram-tools, zram-generator)",
        ),
      ];
    },
  },
];
