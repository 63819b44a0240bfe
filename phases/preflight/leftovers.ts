import type { Files } from "../../core/host/types.ts";
import { PATHS } from "../../core/node/paths.ts";
import { isThere, listQuietly, readQuietly } from "../../core/node/read_quietly.ts";
import { isServiceAlive } from "../../core/node/units.ts";
import { type Check, type Finding, warning } from "./check.ts";

const CNI_CONFIG = "/etc/cni/net.d";
const CNI_STATE = "/var/lib/cni/networks";
const ETCD = "/var/lib/etcd";

/** Written by pods of a cluster's network, never by a package of the machine. */
const OF_A_CLUSTER =
  /kubeconfig|calico|canal|flannel|cilium|weave|antrea|multus|kube-router|kube-ovn/i;
/** Networks in whose state addresses of pods are kept. */
const POD_NETWORKS = ["cbr0", "k8s-pod-network", "kubernetes", "mynet"];
/** Devices that such a network makes and leaves. */
const POD_DEVICES =
  /^(cni0|cbr0|flannel[.-]|vxlan\.calico|cali[0-9a-f]{6,}|cilium_|weave|kube-bridge|kube-ipvs0|antrea-gw0)/;

/** What another cluster left on this machine, beside the files that are refused. */
export const leftoverChecks: readonly Check[] = [
  {
    name: "LeftoverNetwork",
    summary: "no pod network of another cluster is left",
    group: "files",
    run: async ({ host: { files } }) => {
      const [configs, states, devices] = await Promise.all([
        listQuietly(files, CNI_CONFIG),
        listQuietly(files, CNI_STATE),
        listQuietly(files, "/sys/class/net"),
      ]);
      const config = configs.filter((name) => OF_A_CLUSTER.test(name));
      const state = states.filter((name) => POD_NETWORKS.includes(name));
      const device = devices.filter((name) => POD_DEVICES.test(name));
      return [
        ...left(config, {
          text: (names) =>
            `${CNI_CONFIG} has the configuration of another cluster's network: ${names}`,
          hint: `remove it: \`rm -r ${config.map((name) => `${CNI_CONFIG}/${name}`).join(" ")}\``,
        }),
        ...left(state, {
          text: (names) => `${CNI_STATE} keeps addresses of another cluster's pods: ${names}`,
          hint: `remove them: \`rm -r ${state.map((name) => `${CNI_STATE}/${name}`).join(" ")}\``,
        }),
        ...left(device, {
          text: (names) => `Devices of another cluster's network are there: ${names}`,
          hint: `restart the machine, or \`ip link delete ${device[0]}\` for each`,
        }),
      ];
    },
  },
  {
    name: "LeftoverControlPlane",
    summary: "the machine was no control plane",
    group: "files",
    async run({ host: { files } }) {
      const names = ["admin.conf", "super-admin.conf", "controller-manager.conf", "scheduler.conf"];
      const there = (await listQuietly(files, PATHS.kubernetes)).filter((name) =>
        names.includes(name)
      );
      return left(there, {
        text: (found) => `${PATHS.kubernetes} has files of a control plane: ${found}`,
        hint: "`kubeadm reset` if that cluster is gone, or move them away",
      });
    },
  },
  {
    name: "DirAvailable--var-lib-etcd",
    summary: `${ETCD} is empty or not there`,
    group: "files",
    async run({ host: { files } }) {
      return left(await listQuietly(files, ETCD), {
        text: () => `${ETCD} is not empty: a worker has no etcd`,
        hint: "if that cluster is gone, `kubeadm reset` removes it",
      });
    },
  },
  {
    name: "LeftoverState",
    summary: "no state of an earlier kubelet is left that stops a new one",
    group: "kubelet",
    async run({ host: { files } }) {
      if (await isServiceAlive(files, "kubelet")) return [];
      const found: Finding[] = [];
      for (const name of ["cpu_manager_state", "memory_manager_state"]) {
        const path = `${PATHS.kubelet}/${name}`;
        const policy = /"policyName":"([^"]*)"/.exec(await readQuietly(files, path) ?? "")?.[1];
        if (policy === undefined || /^none$/i.test(policy)) continue;
        found.push(
          warning(
            `${path} is of a kubelet with the policy "${policy}": one with another policy does not start`,
            `\`rm ${path}\``,
          ),
        );
      }
      if (await hasForeignIdentity(files)) {
        found.push(
          warning(
            `${PATHS.clientCurrent} is the identity of an earlier node`,
            `\`kubeworker reset\` if that node is gone, or \`rm -r ${PATHS.kubeletPki}\``,
          ),
        );
      }
      const pods = await listQuietly(files, `${PATHS.kubelet}/pods`);
      return [
        ...found,
        ...left(pods, {
          text: (names) => `${PATHS.kubelet}/pods has pods of an earlier node: ${names}`,
          hint: "`kubeworker reset` unmounts and removes them, as `kubeadm reset` does",
        }),
      ];
    },
  },
];

/** With kubelet.conf beside it, the check of that file says enough. */
async function hasForeignIdentity(files: Files): Promise<boolean> {
  const path = PATHS.clientCurrent;
  if (!await isThere(files, path) || await isThere(files, PATHS.kubeletConf)) return false;
  const target = await files.linkTarget(path).catch(() => undefined);
  return !await files.isOurs(target ?? path);
}

function left(
  names: readonly string[],
  { text, hint }: { text: (names: string) => string; hint: string },
): Finding[] {
  return names.length === 0 ? [] : [warning(text(names.join(", ")), hint)];
}
