import type { Check } from "./check.ts";
import { asKubeadm } from "./kubeadm_check.ts";

const KUBELET_PORT = 10250;
/** The longest part of a qualified name, apimachinery's validation. */
const LONGEST_NAME = 63;

/** Who we are, and what this machine is called. */
export const machineChecks: readonly Check[] = [
  asKubeadm({
    name: "IsPrivilegedUser",
    summary: "the command runs as root",
    group: "machine",
    first: true,
    look({ host }) {
      const needed = host.root === "/" && host.machine.uid !== 0;
      return Promise.resolve(
        needed ? [{ text: "The user running this is not root", hint: "run it with sudo" }] : [],
      );
    },
  }),
  asKubeadm({
    name: "Hostname",
    summary: "the node's name is a good one and resolves on this machine",
    group: "machine",
    async look({ host, options: { nodeName } }) {
      const long = nodeName.length <= LONGEST_NAME ? [] : [{
        text:
          `The node's name has ${nodeName.length} characters; as a label's value it may have ${LONGEST_NAME}`,
        hint: "choose a shorter one with --node-name",
      }];
      if ((await host.local.resolve(nodeName)).length > 0) return long;
      return [...long, {
        text: `The node's name "${nodeName}" does not resolve on this machine`,
        hint: `usually harmless; a line for ${nodeName} in /etc/hosts settles it`,
      }];
    },
  }),
  asKubeadm({
    name: `Port-${KUBELET_PORT}`,
    summary: `the kubelet's port ${KUBELET_PORT} is free`,
    group: "network",
    async look({ host, earlier, signal }) {
      if (host.local.canListen(KUBELET_PORT)) return [];
      const kubelet = await host.services.status("kubelet", signal);
      // It is the one that an earlier run of ours has started.
      if (kubelet.state === "running" && await earlier?.ownsConf()) return [];
      return [{
        text: `Port ${KUBELET_PORT} is in use`,
        hint: kubelet.state === "running"
          ? "a kubelet is running: is this machine part of a cluster already?"
          : `\`ss -ltnp sport = :${KUBELET_PORT}\` names the program`,
      }];
    },
  }),
];
