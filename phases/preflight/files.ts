import { PATHS } from "../../core/node/paths.ts";
import type { JoinContext } from "../../core/context.ts";
import type { Check } from "./check.ts";
import { asKubeadm } from "./kubeadm_check.ts";

const MANIFESTS = "/etc/kubernetes/manifests";

/** What an earlier join, or another cluster, would have left. */
export const fileChecks: readonly Check[] = [
  asKubeadm({
    name: "DirAvailable--etc-kubernetes-manifests",
    summary: `${MANIFESTS} is empty`,
    group: "files",
    async look({ host: { files } }) {
      const info = await files.stat(MANIFESTS);
      if (info === undefined) return [];
      if (info.kind === "file") {
        return [{ text: `${MANIFESTS} is not a directory`, hint: "move the file away" }];
      }
      const names = await files.list(MANIFESTS);
      return names.length === 0 ? [] : [{
        text: `${MANIFESTS} is not empty (${names.slice(0, 3).join(", ")}${
          names.length > 3 ? ", …" : ""
        })`,
        hint:
          "the kubelet would start these pods: move the files away, or `kubeworker reset` where a join left them",
      }];
    },
  }),
  asKubeadm({
    name: "FileAvailable--etc-kubernetes-kubelet.conf",
    summary: `${PATHS.kubeletConf} is not there yet, or is of a join that goes on`,
    group: "files",
    async look(ctx) {
      if (await ctx.host.files.stat(PATHS.kubeletConf) === undefined) return [];
      if (await ctx.earlier?.ownsConf()) return [];
      const { describeConf } = await import("../../core/resume/described_conf.ts");
      return [{
        text: `${PATHS.kubeletConf} already exists${await describeConf(ctx)}`,
        hint: "`kubeworker reset` takes it out of that cluster, as `kubeadm reset` does",
      }];
    },
  }),
  available(
    "FileAvailable--etc-kubernetes-bootstrap-kubelet.conf",
    PATHS.bootstrapConf,
    "a join by kubeadm was broken off here: `kubeworker reset` clears it, as `kubeadm reset` does",
  ),
  {
    ...available(
      "FileAvailable--etc-kubernetes-pki-ca.crt",
      ({ options }) => options.caPath,
      "this machine is, or was, part of a cluster: `kubeworker reset` takes it out, or move the file away",
    ),
    summary: `${PATHS.ca}, or what \`--ca-cert-path\` names, is not there yet`,
    nameIn: ({ caPath }) => `FileAvailable-${caPath.replaceAll("/", "-")}`,
  },
];

/** What an earlier run of ours left is in nobody's way. */
function available(
  name: `FileAvailable-${string}` & Parameters<typeof asKubeadm>[0]["name"],
  place: string | ((ctx: JoinContext) => string),
  hint: string,
): Check {
  return asKubeadm({
    name,
    summary: `${place} is not there yet`,
    group: "files",
    async look(ctx) {
      const { files } = ctx.host;
      const path = typeof place === "string" ? place : place(ctx);
      if (await files.stat(path) === undefined) return [];
      return await files.isOurs(path) ? [] : [{ text: `${path} already exists`, hint }];
    },
  });
}
