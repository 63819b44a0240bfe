import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import type { Lab, Version } from "../lab.ts";
import { withKubeletConfig } from "./kubelet_config.ts";
import type { Machine } from "./machine.ts";

/** A cause for which a real kubelet does not come up. */
export interface KubeletTrouble {
  name: string;
  versions: readonly Version[];
  /** Brings the node, or the cluster, into that state; what it returns undoes the latter. */
  provoke(node: Machine, cluster: Lab): Promise<AsyncDisposable | void>;
  args: readonly string[];
  code: ErrorCode;
  /** What the kubelet itself says, which has to be shown. */
  says: RegExp;
  withinMs: number;
}

const BOTH = ["1.37", "1.20"] as const;
/** Ten seconds until the unit starts it again, five that it may take to fail; three starts where one does not tell. */
const RESTART_MS = 15_000;
/** Join and first start of the kubelet, on a busy machine. */
const START_MS = 15_000;

async function inNode(node: Machine, script: string): Promise<void> {
  await node.exec("sh", "-c", script);
}

const SWAPS = "Filename\tType\tSize\tUsed\tPriority\n/dev/swap1 partition 1048572 0 -2\n";

export const TROUBLES: readonly KubeletTrouble[] = [
  {
    name: "a flag that it does not know",
    versions: BOTH,
    provoke: (node) =>
      inNode(node, "echo KUBELET_EXTRA_ARGS=--no-such-flag=1 > /etc/default/kubelet"),
    args: [],
    code: "kubelet-flag-unknown",
    says: /unknown flag: --no-such-flag/,
    withinMs: START_MS,
  },
  {
    name: "swap is on",
    versions: BOTH,
    provoke: (node) =>
      inNode(node, `printf '${SWAPS}' > /run/swaps; mount --bind /run/swaps /proc/swaps`),
    args: ["--ignore-preflight-errors=Swap"],
    code: "kubelet-swap",
    says: /swap on is not supported/,
    withinMs: START_MS,
  },
  {
    name: "cgroup v1",
    versions: ["1.37"],
    provoke: (_node, cluster) =>
      withKubeletConfig(
        cluster,
        (text) => text.replace("failCgroupV1: false", "failCgroupV1: true"),
      ),
    args: ["--ignore-preflight-errors=SystemVerification"],
    code: "kubelet-cgroup-v1",
    says: /cgroup v1/,
    withinMs: START_MS,
  },
  {
    name: "a configuration that it cannot use",
    versions: BOTH,
    provoke: (_node, cluster) =>
      withKubeletConfig(cluster, (text) => `${text}\nnodeLeaseDurationSeconds: many\n`),
    args: [],
    code: "kubelet-config-unread",
    says: /failed to load kubelet config file/i,
    withinMs: START_MS,
  },
  {
    name: "no container runtime",
    versions: BOTH,
    provoke: (node) => inNode(node, "systemctl stop containerd"),
    args: [
      "--ignore-preflight-errors=all",
      "--cri-socket=unix:///run/containerd/containerd.sock",
    ],
    code: "kubelet-runtime-down",
    says: /containerd\.sock/,
    withinMs: START_MS + 3 * RESTART_MS,
  },
  {
    name: "its port is taken",
    versions: ["1.37"],
    provoke: (node) => inNode(node, "systemd-run -q --unit=taken nc -l -k -p 10250"),
    args: ["--ignore-preflight-errors=Port-10250"],
    code: "kubelet-port-taken",
    says: /address already in use/,
    withinMs: START_MS + 3 * RESTART_MS,
  },
];
