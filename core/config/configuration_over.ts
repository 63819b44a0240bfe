import type { WorkerConfiguration } from "./worker_configuration.ts";

/**
 * A configuration given by `--config` over the machine's own. A way to find the cluster puts all of the other's
 * aside. Plugins and hooks are listed by the machine's own alone, since only root can change that file.
 */
export function configurationOver(
  { discovery, approveWith, node, kubelet, kubeletDynamicConfig: dynamic, ...plain }:
    WorkerConfiguration,
  standing: WorkerConfiguration,
): WorkerConfiguration {
  const { endpoints = [], file, plugin } = discovery;
  const named = endpoints.length > 0 || file !== undefined || plugin !== undefined;
  const way = named ? discovery : standing.discovery;
  return {
    discovery: {
      ...way,
      ca: discovery.ca ?? standing.discovery.ca,
      tokenFile: discovery.tokenFile ?? standing.discovery.tokenFile,
    },
    ...(approveWith === undefined && standing.approveWith === undefined
      ? {}
      : { approveWith: approveWith ?? standing.approveWith }),
    ...(node === undefined && standing.node === undefined ? {} : {
      node: {
        name: node?.name ?? standing.node?.name,
        labels: node?.labels ?? standing.node?.labels,
        taints: node?.taints ?? standing.node?.taints,
        ip: node?.ip ?? standing.node?.ip,
      },
    }),
    ...(kubelet === undefined && standing.kubelet === undefined
      ? {}
      : { kubelet: { ...standing.kubelet, ...kubelet } }),
    kubeletDynamicConfig: dynamic ?? standing.kubeletDynamicConfig,
    onFailure: plain.onFailure ?? standing.onFailure,
    wait: plain.wait ?? standing.wait,
    ...(plain.timeouts === undefined && standing.timeouts === undefined
      ? {}
      : { timeouts: { ...standing.timeouts, ...plain.timeouts } }),
    ...(standing.hooks === undefined ? {} : { hooks: standing.hooks }),
    plugins: standing.plugins,
  };
}
