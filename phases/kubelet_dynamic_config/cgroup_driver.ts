import type { JoinContext } from "../../core/context.ts";
import { type DriverSetting, findDriverConflict } from "../../core/node/cgroup_driver.ts";
import { canonical } from "../../core/node/kubelet_arguments.ts";
import { findKubeletSetting } from "../../core/node/kubelet_settings.ts";
import type { KubeletVersion } from "../../core/node/kubelet_version.ts";
import { PATHS } from "../../core/node/paths.ts";

/** Warns where the configuration that the kubelet gets and the container runtime do not go together. */
export async function warnOfDriverConflict(
  configured: string | undefined,
  version: KubeletVersion,
  ctx: JoinContext,
): Promise<void> {
  const setting = await findSetting(ctx) ?? {
    driver: configured ?? "cgroupfs",
    from: configured === undefined ? "its default" : "its new configuration",
  };
  const conflict = findDriverConflict(setting, await ctx.facts.runtimeSettings(), version);
  if (conflict === undefined) return;
  const phase = "kubelet-dynamic-config";
  ctx.emit({ kind: "problem", phase, check: "CgroupDriver", level: "warning", ...conflict });
}

/** A flag goes before any configuration. That of an earlier join is about to be replaced. */
async function findSetting({ host, options }: JoinContext): Promise<DriverSetting | undefined> {
  const kept = await findKubeletSetting(host.files, "cgroupDriver");
  const isReplaced = kept?.path === PATHS.kubeletFlags || kept?.path === PATHS.kubeletConfig;
  if (kept !== undefined && !isReplaced) return { driver: kept.value, from: kept.path };
  const argument = options.kubeletArguments.findLast(({ name }) =>
    canonical(name) === "cgroup-driver"
  );
  return argument && { driver: argument.value, from: "its argument" };
}
