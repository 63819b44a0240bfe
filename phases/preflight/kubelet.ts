import { toJoinError } from "../../core/engine/errors.ts";
import { isAtLeast } from "../../core/node/kubelet_version.ts";
import { type Check, error, warning } from "./check.ts";

/** The oldest kubelet that this program was made for. */
const OLDEST_MINOR = 12;

/** The kubelet and the container runtime that it drives. */
export const kubeletChecks: readonly Check[] = [
  {
    name: "KubeletVersion",
    summary: "there is a kubelet, and it is not too old",
    async run({ facts }) {
      try {
        const version = await facts.kubeletVersion();
        return isAtLeast(version, OLDEST_MINOR) ? [] : [
          error(
            `The kubelet is ${version.text}; 1.${OLDEST_MINOR} is the oldest that can be joined`,
            "install a kubelet of the cluster's version",
          ),
        ];
      } catch (thrown) {
        const { message, hint } = toJoinError(thrown);
        return [error(message, hint)];
      }
    },
  },
  {
    name: "Service-kubelet",
    summary: "the kubelet's service is there and will be started at boot",
    async run({ host, signal }) {
      const { kind } = host.services;
      if (kind === "none") {
        return [
          warning(
            "No service manager that we know (systemd, OpenRC) runs this machine",
            "you will be told when to start the kubelet yourself",
          ),
        ];
      }
      const { found, enabled } = await host.services.status("kubelet", signal);
      if (!found) {
        return [warning("There is no kubelet service", "install the kubelet's package")];
      }
      const enable = kind === "systemd"
        ? "systemctl enable kubelet"
        : "rc-update add kubelet default";
      return enabled ? [] : [
        warning(
          "The kubelet's service is not enabled",
          `run \`${enable}\` so that it starts at boot`,
        ),
      ];
    },
  },
  {
    name: "CRI",
    summary: "the container runtime answers on its socket",
    async run({ facts }) {
      try {
        const { socket, answer } = await facts.containerRuntime();
        return answer !== undefined ? [] : [
          error(
            `No container runtime answers at ${socket}`,
            "start it (`systemctl start containerd`), or name its socket with --cri-socket",
          ),
        ];
      } catch (thrown) {
        const { message, hint } = toJoinError(thrown);
        return [error(message, hint)];
      }
    },
  },
];
