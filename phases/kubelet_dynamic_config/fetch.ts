import type { JoinContext } from "../../core/context.ts";
import { JoinError } from "../../core/engine/errors.ts";
import type { Cluster } from "../../core/engine/state.ts";
import { bootstrapApi } from "../../core/kube/bootstrap_api.ts";
import { fetchKubeletConfiguration } from "../../core/kube/kubelet_config_map.ts";
import { fetchServerVersion } from "../../core/kube/server_version.ts";
import { isIgnored } from "../../core/node/kubelet_demands.ts";
import type { KubeletVersion } from "../../core/node/kubelet_version.ts";
import { findSkew, SKEW_CHECK } from "../../core/node/version_skew.ts";

/** It is worth no more: without the version a join goes on. */
const VERSION_MS = 3000;

/**
 * The text of the cluster's KubeletConfiguration, for a kubelet that goes with the server. A ConfigMap of the
 * kubelet's own version says that they do; else the server is asked for its version, on the connection that is
 * there.
 *
 * @throws JoinError `kubelet-skew`, `kubelet-config-missing`, `token-rejected`
 */
export async function fetchFitting(
  cluster: Cluster,
  version: KubeletVersion,
  ctx: JoinContext,
): Promise<string> {
  try {
    const { text, versioned } = await fetchKubeletConfiguration(
      bootstrapApi(cluster, ctx),
      version.minor,
    );
    if (!versioned) await requireFit(cluster, version, ctx);
    return text;
  } catch (error) {
    if (error instanceof JoinError && error.code === "kubelet-config-missing") {
      // Two versions that do not go together may be why it is missing.
      await requireFit(cluster, version, ctx);
    }
    throw error;
  }
}

async function requireFit(
  cluster: Cluster,
  version: KubeletVersion,
  ctx: JoinContext,
): Promise<void> {
  const { emit, options } = ctx;
  const timeouts = { ...options.timeouts, kubernetesAPICall: VERSION_MS };
  const quiet = { ...ctx, emit: () => {}, options: { ...options, timeouts } };
  const server = await fetchServerVersion(bootstrapApi(cluster, quiet));
  const skew = server === undefined ? undefined : findSkew(version, server);
  if (skew === undefined) return;
  const { text, hint } = skew;
  if (!isIgnored(SKEW_CHECK, options.ignorePreflightErrors)) {
    throw new JoinError("kubelet-skew", text, {
      hint: `${hint}; or go on regardless with --ignore-preflight-errors=${SKEW_CHECK}`,
    });
  }
  emit({
    kind: "problem",
    phase: "kubelet-dynamic-config",
    check: SKEW_CHECK,
    level: "warning",
    text,
    hint,
  });
}
