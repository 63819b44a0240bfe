import { toJoinError } from "../../core/engine/errors.ts";
import { isAtLeast } from "../../core/node/kubelet_version.ts";
import type { Check } from "./check.ts";
import { asKubeadm } from "./kubeadm_check.ts";

/** The oldest kubelet that this program was made for. */
const OLDEST_MINOR = 12;

/** The kubelet that is installed here. */
export const kubeletChecks: readonly Check[] = [
  asKubeadm({
    name: "KubeletVersion",
    summary: "there is a kubelet, and it is not too old",
    group: "kubelet",
    async look({ facts, signal }) {
      try {
        const version = await facts.kubeletVersion();
        return isAtLeast(version, OLDEST_MINOR) ? [] : [{
          text:
            `The kubelet is ${version.text}; 1.${OLDEST_MINOR} is the oldest that can be joined`,
          hint: "install a kubelet of the cluster's version",
        }];
      } catch (thrown) {
        signal.throwIfAborted();
        const { message, hint } = toJoinError(thrown);
        return [{ text: message, hint }];
      }
    },
  }),
  asKubeadm({
    name: "Service-kubelet",
    summary: "the kubelet's service is there and will be started at boot",
    group: "kubelet",
    async look({ host: { services }, signal }) {
      if (services.kind === "none") {
        return [{
          text: "No service manager that we know (systemd, OpenRC) runs this machine",
          hint: "you will be told when to start the kubelet yourself",
        }];
      }
      const { found, enabled } = await services.status("kubelet", signal);
      if (!found) {
        return [{ text: "There is no kubelet service", hint: "install the kubelet's package" }];
      }
      const enable = services.kind === "systemd"
        ? "systemctl enable kubelet"
        : "rc-update add kubelet default";
      return enabled ? [] : [{
        text: "The kubelet's service is not enabled",
        hint: `run \`${enable}\` so that it starts at boot`,
      }];
    },
  }),
];
