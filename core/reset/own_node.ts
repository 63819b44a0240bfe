import { within } from "../engine/deadline.ts";
import { JoinError } from "../engine/errors.ts";
import type { Host } from "../host/types.ts";
import { createApi } from "../kube/api.ts";
import { readiness } from "../kube/node_wait.ts";
import { Node, readObject } from "../kube/objects.ts";
import { loadIdentity } from "../node/identity_store.ts";
import { clientFiles } from "../node/kubelet_conf.ts";
import { behindLink } from "../node/link_target.ts";
import { PATHS } from "../node/paths.ts";
import { recallCluster } from "../node/recalled_cluster.ts";
import { readCertificate } from "../trust/certificate.ts";
import { certificatesOf } from "../trust/pem.ts";

/** Nobody waits for long only to be told more exactly what ends. */
const READY_MS = 3000;
const USER = "system:node:";

type Machine = Pick<Host, "files" | "https" | "clock">;

/** The Node's name in the certificate that kubelet.conf names; undefined where that cannot be read. */
export async function ownNodeName({ files }: Pick<Host, "files">): Promise<string | undefined> {
  try {
    const [der] = certificatesOf(await ownCertificate({ files }) ?? "");
    const [name] = der === undefined ? [] : (await readCertificate(der)).commonNames;
    return name?.startsWith(USER) ? name.slice(USER.length) : undefined;
  } catch {
    return undefined;
  }
}

/** The certificate that kubelet.conf names, PEM; undefined where that cannot be read. */
export async function ownCertificate(
  { files }: Pick<Host, "files">,
): Promise<string | undefined> {
  try {
    const named = clientFiles(await files.read(PATHS.kubeletConf) ?? "");
    if (named === undefined) return undefined;
    const pem = await files.read(await behindLink(named.certificate, files));
    return /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n?/.exec(pem ?? "")?.[0];
  } catch {
    return undefined;
  }
}

/** Whether the Node is Ready, as its own credential sees it; undefined where that cannot be found out. */
export async function ownNodeIsReady(
  nodeName: string,
  { files, https, clock }: Machine,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  try {
    const cluster = await recallCluster(files);
    const identity = cluster && await loadIdentity(files, { ca: cluster.ca, nodeName, clock });
    if (cluster === undefined || identity === undefined) return undefined;
    const { certificatePem, keyPem } = identity;
    const onTimeout = () => new JoinError("node-timeout", `Node ${nodeName} could not be read`);
    return await within(READY_MS, { clock, signal, onTimeout }, async (limited) => {
      const api = createApi({ ...cluster, credential: { client: { certificatePem, keyPem } } }, {
        https,
        clock,
        signal: limited,
        timeoutMs: READY_MS,
      });
      const what = `reading Node ${nodeName}`;
      const answer = await api.call({ method: "GET", path: `/api/v1/nodes/${nodeName}` }, what);
      if (answer.status !== 200) return undefined;
      return readiness(readObject(Node, answer.text, what)) === true;
    });
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
