import { type Check, error, warning } from "./check.ts";

const KUBELET_PORT = 10250;

/** Who we are, and what this machine is called. */
export const machineChecks: readonly Check[] = [
  {
    name: "IsPrivilegedUser",
    summary: "the command runs as root",
    run({ host }) {
      const needed = host.root === "/" && host.machine.uid !== 0;
      return Promise.resolve(
        needed ? [error("The user running this is not root", "run it with sudo")] : [],
      );
    },
  },
  {
    name: "Hostname",
    summary: "the node's name resolves on this machine",
    async run({ host, options }) {
      const addresses = await host.local.resolve(options.nodeName);
      return addresses.length > 0 ? [] : [
        warning(
          `The node's name "${options.nodeName}" does not resolve on this machine`,
          `usually harmless; a line for ${options.nodeName} in /etc/hosts settles it`,
        ),
      ];
    },
  },
  {
    name: `Port-${KUBELET_PORT}`,
    summary: `the kubelet's port ${KUBELET_PORT} is free`,
    async run({ host, signal }) {
      if (host.local.canListen(KUBELET_PORT)) return [];
      const kubelet = await host.services.status("kubelet", signal);
      return [
        error(
          `Port ${KUBELET_PORT} is in use`,
          kubelet.state === "running"
            ? "a kubelet is running: is this machine part of a cluster already?"
            : `\`ss -ltnp sport = :${KUBELET_PORT}\` names the program`,
        ),
      ];
    },
  },
];
