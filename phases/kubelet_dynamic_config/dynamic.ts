import type { JoinContext } from "../../core/context.ts";
import type { Cluster } from "../../core/engine/state.ts";
import { bootstrapApi } from "../../core/kube/bootstrap_api.ts";
import { dynamicConfigFlags } from "../../core/node/dynamic_config.ts";
import {
  requireKubeletSupport,
  requireServerSupport,
  sayWhatItIs,
} from "../../core/node/dynamic_config_support.ts";
import { RESOLVED_CONF } from "../../core/node/kubelet_configuration.ts";
import type { KubeletVersion } from "../../core/node/kubelet_version.ts";

/** What this phase does for DynamicKubeletConfig before anything. @throws JoinError `dynamic-config-unsupported` */
export async function validate(ctx: JoinContext): Promise<void> {
  await requireKubeletSupport(ctx);
}

/** The same once there is an API server to ask, and before anything is written. */
export async function prepare(cluster: Cluster, ctx: JoinContext): Promise<void> {
  await requireServerSupport(bootstrapApi(cluster, ctx));
  await sayWhatItIs(ctx);
}

/** Flags of a kubelet that follows a ConfigMap, beside those of one with this configuration. */
export function flagsFor(
  version: KubeletVersion,
  configuration: string,
): ReturnType<typeof dynamicConfigFlags> {
  const resolved = configuration.split("\n").includes(`resolvConf: ${RESOLVED_CONF}`);
  return dynamicConfigFlags(version, resolved ? RESOLVED_CONF : undefined);
}
