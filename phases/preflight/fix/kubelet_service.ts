import type { JoinContext } from "../../../core/context.ts";
import { type Fix, refuse } from "./fix.ts";
import {
  DROP_IN,
  DROP_IN_DIRECTORY,
  KUBELET_UNIT,
  kubeletDropIn,
  kubeletUnit,
  UNITS,
} from "./unit_files.ts";

const KUBELETS = ["/usr/bin/kubelet", "/usr/local/bin/kubelet", "/opt/bin/kubelet"];

/** The kubelet's service: that it is there, has the flags of a join, and is started at boot. */
export const kubeletServiceFixes: readonly Fix[] = [
  {
    name: "Service-kubelet",
    summary: "make the kubelet's service where there is none, and have it started at boot",
    changes: [
      `writes ${KUBELET_UNIT} and ${DROP_IN} (0644), where there is no such unit`,
      "enables the kubelet's service",
    ],
    async run(ctx) {
      const { services } = ctx.host;
      if (services.kind === "none") {
        refuse(
          "No service manager that we know (systemd, OpenRC) runs this machine",
          "have the kubelet started by whatever starts programs here",
        );
      }
      const { found, enabled } = await services.status("kubelet", ctx.signal);
      if (!found) {
        await refuseUnit(ctx);
        // The unit last: once it is there, this is not done again.
        await writeDropIn(ctx);
        await writeUnit(ctx);
      }
      if (!enabled) await services.enable("kubelet", ctx.signal);
    },
  },
  {
    name: "KubeletDropIn",
    summary: "have the kubelet's service read the files that a join writes",
    changes: [`writes ${DROP_IN} (0644)`],
    run: writeDropIn,
  },
];

async function refuseUnit({ host: { files, services } }: JoinContext): Promise<void> {
  if (services.kind !== "systemd") {
    refuse("There is no OpenRC script for the kubelet", "install the kubelet's package");
  }
  const there = await files.stat(KUBELET_UNIT);
  if (there === undefined) return;
  refuse(
    `${KUBELET_UNIT} is there, but systemd does not load it`,
    there.kind === "link" ? "`systemctl unmask kubelet`" : "`systemctl status kubelet` says why",
  );
}

async function writeUnit(ctx: JoinContext): Promise<void> {
  const { files, services } = ctx.host;
  const kubelet = await findKubelet(ctx);
  await files.makeDirectory(UNITS, 0o755);
  await files.write(KUBELET_UNIT, kubeletUnit(kubelet), { mode: 0o644 });
  await services.reload(ctx.signal);
}

async function writeDropIn(ctx: JoinContext): Promise<void> {
  const { files, services } = ctx.host;
  const kubelet = await findKubelet(ctx);
  const there = await files.read(DROP_IN);
  if (there !== undefined && there !== kubeletDropIn(kubelet)) {
    refuse(`${DROP_IN} is there, with another content`, `look into ${DROP_IN}, or move it away`);
  }
  await files.makeDirectory(DROP_IN_DIRECTORY, 0o755);
  await files.write(DROP_IN, kubeletDropIn(kubelet), { mode: 0o644 });
  await services.reload(ctx.signal);
}

async function findKubelet({ host: { files } }: JoinContext): Promise<string> {
  for (const path of KUBELETS) if (await files.stat(path) !== undefined) return path;
  return refuse(
    `There is no kubelet in ${KUBELETS.join(", ")}`,
    "install the kubelet's package, which brings its service along",
  );
}
