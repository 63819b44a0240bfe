import { settingsOf } from "./timeouts.ts";
import type { JoinFlags } from "./join_flags.ts";
import type { DynamicConfigSection, WorkerConfiguration } from "./worker_configuration.ts";

/**
 * The flags, and from the configuration what they leave open. A flag that says how to find the cluster puts
 * all of the configuration's own ways aside: they are not mixed.
 */
export function configuredFlags(
  flags: JoinFlags,
  {
    discovery: { endpoints, ca, file, plugin },
    approveWith,
    node,
    kubelet,
    onFailure,
    wait,
    timeouts,
    kubeletDynamicConfig,
  }: WorkerConfiguration,
): JoinFlags {
  const named = (flags.endpoints ?? []).length > 0 || flags.discoveryFile !== undefined ||
    flags.discoveryPlugin !== undefined;
  const pinned = flags.discoveryCa !== undefined ||
    (flags.discoveryTokenCaCertHash ?? []).length > 0;
  return {
    ...(named ? {} : {
      endpoints,
      discoveryFile: file?.kubeConfigPath,
      discoveryFileCa: file?.ca,
      discoveryFileOtherHosts: file?.otherHosts,
      discoveryFileExec: file?.exec,
      discoveryPlugin: plugin?.name,
    }),
    ...(pinned ? {} : { discoveryCa: ca }),
    // The kubeconfig of a flag does not run what the file's may.
    ...(approveWith === undefined || flags.approveWith !== undefined ? {} : {
      approveWith: approveWith.kubeconfig,
      approveWithExec: approveWith.exec,
    }),
    ...(node === undefined ? {} : {
      nodeName: node.name,
      labels: node.labels && Object.entries(node.labels).map((pair) => pair.join("=")),
      taints: node.taints,
      nodeIp: node.ip,
    }),
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(wait === undefined ? {} : { wait }),
    ...(kubelet === undefined ? {} : {
      patches: kubelet.patchDirectory,
      kubeletConfigDir: kubelet.configDirectory,
    }),
    ...(kubeletDynamicConfig === undefined ? {} : dynamicConfigFlags(kubeletDynamicConfig)),
    ...given(flags, named),
    // The last of one name counts.
    ...(timeouts === undefined
      ? {}
      : { timeout: [...settingsOf(timeouts), ...(flags.timeout ?? [])] }),
  };
}

/** What is turned off says nothing else. */
function dynamicConfigFlags(
  { enabled, configMap, kubeconfig }: DynamicConfigSection,
): JoinFlags {
  return {
    featureGates: [`DynamicKubeletConfig=${enabled}`],
    ...(enabled ? { dynamicConfigMap: configMap, configSourceKubeconfig: kubeconfig } : {}),
  };
}

/** The flags that were given; an empty list of servers is none. */
function given(flags: JoinFlags, named: boolean): JoinFlags {
  const entries = Object.entries(flags).filter(([name, value]) =>
    value !== undefined && (named || name !== "endpoints")
  );
  return Object.fromEntries(entries);
}
