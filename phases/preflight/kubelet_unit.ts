import { PATHS } from "../../core/node/paths.ts";
import { unitTexts } from "../../core/node/units.ts";
import { type Check, warning } from "./check.ts";

/** The kubelet's service, beside what kubeadm looks at. */
export const kubeletUnitChecks: readonly Check[] = [
  {
    name: "KubeletDropIn",
    summary: "the kubelet's service reads the files that a join writes",
    group: "kubelet",
    async run({ host: { files, services } }) {
      if (services.kind !== "systemd") return [];
      const texts = await unitTexts(files, "kubelet");
      // Without a unit there is a finding about that.
      if (texts.length === 0) return [];
      const whole = texts.join("\n");
      if (whole.includes(PATHS.kubeletConf) && whole.includes(PATHS.kubeletConfig)) return [];
      return [
        warning(
          `The kubelet's service does not read ${PATHS.kubeletConf} and ${PATHS.kubeletConfig}`,
          "its package lacks kubeadm's drop-in 10-kubeadm.conf: `kubeworker preflight --fix KubeletDropIn` writes it",
        ),
      ];
    },
  },
];
