import type { JoinContext } from "../../../core/context.ts";
import { PATHS } from "../../../core/node/paths.ts";
import { type Fix, refuse } from "./fix.ts";

/** What a join of ours that did not come to its end has left in the next one's way. */
export const leftoverFixes: readonly Fix[] = [
  {
    name: "FileAvailable--etc-kubernetes-kubelet.conf",
    summary: "remove what a failed join of kubeworker left",
    changes: [
      `removes ${PATHS.kubeletConf} and the certificate that it names, if kubeworker wrote them and no kubelet runs`,
    ],
    async run(ctx) {
      await refuseForeign(PATHS.kubeletConf, ctx);
      await refuseRunning(ctx);
      const { files } = ctx.host;
      const target = await files.linkTarget(PATHS.clientCurrent);
      await files.remove(PATHS.kubeletConf, { secret: true });
      if (target === undefined || !await files.isOurs(target)) return;
      await files.remove(PATHS.clientCurrent);
      await files.remove(target, { secret: true });
    },
  },
  {
    name: "FileAvailable--etc-kubernetes-bootstrap-kubelet.conf",
    summary: "remove the token that a failed join of kubeworker left",
    changes: [`removes ${PATHS.bootstrapConf}, if kubeworker wrote it`],
    async run(ctx) {
      await refuseForeign(PATHS.bootstrapConf, ctx);
      await ctx.host.files.remove(PATHS.bootstrapConf, { secret: true });
    },
  },
];

async function refuseForeign(path: string, { host }: JoinContext): Promise<void> {
  if (await host.files.isOurs(path)) return;
  refuse(
    `${path} was not written by kubeworker, or was changed since`,
    "`kubeadm reset`, if that cluster is gone; or move the file away",
  );
}

/** Then it is no leftover: this machine is a node. */
async function refuseRunning({ host, signal }: JoinContext): Promise<void> {
  const { state } = await host.services.status("kubelet", signal);
  if (state !== "running" && state !== "starting") return;
  refuse(
    `The kubelet runs, and ${PATHS.kubeletConf} is its own`,
    "`kubeworker reset` takes this machine out of its cluster",
  );
}
