import { type ClosedPort, closedPorts } from "../../core/node/firewall.ts";
import { listQuietly, readQuietly } from "../../core/node/read_quietly.ts";
import { isServiceAlive } from "../../core/node/units.ts";
import { type Check, warning } from "./check.ts";

/** Where the API server reaches the kubelet: logs, exec, metrics. */
const KUBELET_PORT = 10250;

const OPENING: Readonly<Record<ClosedPort["firewall"], string>> = {
  firewalld:
    `\`firewall-cmd --permanent --add-port=${KUBELET_PORT}/tcp && firewall-cmd --reload\`, and what the pod network needs`,
  ufw: `\`ufw allow ${KUBELET_PORT}/tcp\`, and what the pod network needs`,
  nftables:
    `add \`tcp dport ${KUBELET_PORT} accept\` to its input chain, then \`nft -f /etc/nftables.conf\``,
  iptables:
    `\`iptables -I INPUT -p tcp --dport ${KUBELET_PORT} -j ACCEPT\`, and the same in its file`,
};

const NM_FOLDERS = [
  "/etc/NetworkManager/conf.d",
  "/run/NetworkManager/conf.d",
  "/usr/lib/NetworkManager/conf.d",
];

/** Programs of this machine that get between nodes and pods. */
export const firewallChecks: readonly Check[] = [
  {
    name: "Firewall",
    summary: `no firewall keeps the API server from the kubelet's port ${KUBELET_PORT}`,
    group: "network",
    async run({ host: { files } }) {
      return (await closedPorts(files, KUBELET_PORT)).map(({ firewall, path }) =>
        warning(
          `${firewall} is on and does not let port ${KUBELET_PORT} in (${path}): logs and exec will fail`,
          OPENING[firewall],
        )
      );
    },
  },
  {
    name: "NetworkManager",
    summary: "the devices of pods are left alone by NetworkManager",
    group: "network",
    async run({ host: { files } }) {
      if (!await isServiceAlive(files, "NetworkManager")) return [];
      const paths = ["/etc/NetworkManager/NetworkManager.conf"];
      for (const folder of NM_FOLDERS) {
        for (const name of await listQuietly(files, folder)) paths.push(`${folder}/${name}`);
      }
      const texts = await Promise.all(paths.map((path) => readQuietly(files, path)));
      if (texts.some((text) => /^\s*unmanaged-devices\s*=/m.test(text ?? ""))) return [];
      return [
        warning(
          "NetworkManager runs and is not told to leave the devices of pods alone: it may change their routes",
          'write "[keyfile]" and "unmanaged-devices=interface-name:cali*;interface-name:flannel*;interface-name:cni*;interface-name:veth*" to /etc/NetworkManager/conf.d/pods.conf, then `nmcli general reload`',
        ),
      ];
    },
  },
];
