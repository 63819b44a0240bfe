import type { Check } from "./check.ts";
import { asKubeadm } from "./kubeadm_check.ts";
import type { KubeadmCheckName } from "./kubeadm_eras.ts";

/** Programs, and the package that has them on Debian. */
const PACKAGES = {
  crictl: "cri-tools",
  conntrack: "conntrack",
  ip: "iproute2",
  iptables: "iptables",
  mount: "mount",
  nsenter: "util-linux",
  losetup: "mount",
  cp: "coreutils",
  ebtables: "ebtables",
  ethtool: "ethtool",
  socat: "socat",
  tc: "iproute2",
  touch: "coreutils",
} as const;

type Program = keyof typeof PACKAGES;

/** Programs that the kubelet, the container runtime or kube-proxy run. */
export const executableChecks: readonly Check[] = ([
  "crictl",
  "conntrack",
  "ip",
  "iptables",
  "mount",
  "nsenter",
  "losetup",
  "cp",
  "ebtables",
  "ethtool",
  "socat",
  "tc",
  "touch",
] as const).map((program) => existing(program, `FileExisting-${program}`));

function existing(program: Program, name: KubeadmCheckName): Check {
  return asKubeadm({
    name,
    summary: `there is a program ${program}`,
    group: "machine",
    async look({ host: { exec } }) {
      // Without a shell there is no system below this root to look at.
      if (await exec.has(program) || !await exec.has("sh")) return [];
      return [{
        text: `There is no program ${program} on this machine`,
        hint: `install it: \`apt-get install ${PACKAGES[program]}\`, or that of your distribution`,
      }];
    },
  });
}
