import { JoinError } from "../engine/errors.ts";
import { createServers, type Servers } from "../engine/servers.ts";
import type { Files } from "../host/types.ts";
import { clusterEntry, KubeconfigError, parseKubeconfig } from "../kube/kubeconfig.ts";
import { type TrustedCa, trustFromNode, trustPinned } from "../trust/ca.ts";
import type { Pin } from "../trust/pin.ts";
import { PATHS } from "./paths.ts";

/**
 * The cluster that kubelet.conf on this machine names: root put it there.
 *
 * @param pins where there are some, of its CA only what they name is trusted
 * @returns undefined where there is no such file
 * @throws JoinError `kubeconfig-foreign`
 */
export async function recallCluster(
  files: Files,
  pins: readonly Pin[] = [],
): Promise<{ server: string; servers: Servers; ca: TrustedCa } | undefined> {
  const text = await files.read(PATHS.kubeletConf);
  if (text === undefined) return undefined;
  try {
    const { server, caPem } = clusterEntry(parseKubeconfig(text));
    if (caPem === undefined) throw new KubeconfigError("it holds no CA");
    return {
      server,
      servers: createServers([{ url: server }]),
      ca: pins.length > 0 ? trustPinned(caPem, pins) : trustFromNode(caPem),
    };
  } catch (cause) {
    throw new JoinError("kubeconfig-foreign", `Cannot go on from ${PATHS.kubeletConf}`, { cause });
  }
}
