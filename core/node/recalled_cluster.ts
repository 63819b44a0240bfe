import { JoinError } from "../engine/errors.ts";
import { createServers, type Servers } from "../engine/servers.ts";
import type { Files } from "../host/types.ts";
import { clusterEntry, KubeconfigError, parseKubeconfig } from "../kube/kubeconfig.ts";
import { type TrustedCa, trustFromNode } from "../trust/ca.ts";
import { PATHS } from "./paths.ts";

/**
 * The cluster that kubelet.conf on this machine names: root put it there.
 *
 * @returns undefined where there is no such file
 * @throws JoinError `kubeconfig-foreign`
 */
export async function recallCluster(
  files: Files,
): Promise<{ server: string; servers: Servers; ca: TrustedCa } | undefined> {
  const text = await files.read(PATHS.kubeletConf);
  if (text === undefined) return undefined;
  try {
    const { server, caPem } = clusterEntry(parseKubeconfig(text));
    if (caPem === undefined) throw new KubeconfigError("it holds no CA");
    return { server, servers: createServers([{ url: server }]), ca: trustFromNode(caPem) };
  } catch (cause) {
    throw new JoinError("kubeconfig-foreign", `Cannot go on from ${PATHS.kubeletConf}`, { cause });
  }
}
