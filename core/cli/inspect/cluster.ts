import type { ClusterInfo } from "../../discovery/cluster_info.ts";
import { parseClusterInfo } from "../../discovery/cluster_info.ts";
import { JoinError } from "../../engine/errors.ts";
import type { HttpsResponse } from "../../host/types.ts";
import { clusterEntry, KubeconfigError, parseKubeconfig } from "../../kube/kubeconfig.ts";
import type { BootstrapToken } from "../../trust/bootstrap_token.ts";
import { certificatesOf } from "../../trust/pem.ts";
import { isSignedBy } from "../../trust/signature.ts";
import { type CaContext, tryCa } from "./ca.ts";
import type { ClusterInfoFindings } from "./findings.ts";
import { pageOf } from "./page.ts";
import { problemOf } from "./problem.ts";

/** Each costs a connection. */
const MOST_CAS = 8;

export interface ClusterContext extends Omit<CaContext, "kubeconfig"> {
  readonly token: BootstrapToken | undefined;
}

/** What an answer for cluster-info says, and whether the server verifies by the CAs in it. */
export async function readCluster(
  response: HttpsResponse,
  context: ClusterContext,
): Promise<ClusterInfoFindings> {
  const { status } = response;
  let info: ClusterInfo;
  try {
    info = parseClusterInfo(response);
  } catch (error) {
    if (!(error instanceof JoinError)) throw error;
    const page = error.code === "server-not-kubernetes" ? { page: pageOf(response) } : {};
    return { status, problem: problemOf(error), ...page };
  }
  const signedFor = [...info.signatures.keys()].filter((id) => /^[a-z0-9]{6}$/.test(id)).sort();
  const signed = { status, signedFor, ...judgeToken(info, context.token) };
  const { kubeconfig } = info;
  try {
    const { server, caPem } = clusterEntry(parseKubeconfig(kubeconfig));
    const ders = caPem === undefined ? [] : certificatesOf(caPem).slice(0, MOST_CAS);
    const cas = await Promise.all(ders.map((der) => tryCa(der, { ...context, kubeconfig })));
    if (cas.length > 0) return { ...signed, server, cas };
    const none = new JoinError(
      "cluster-info-malformed",
      "The kubeconfig of cluster-info holds no CA",
    );
    return { ...signed, server, cas, problem: problemOf(none) };
  } catch (error) {
    return { ...signed, problem: problemOf(toMalformed(error)) };
  }
}

function judgeToken(
  { kubeconfig, signatures }: ClusterInfo,
  token: BootstrapToken | undefined,
): Pick<ClusterInfoFindings, "token"> {
  if (token === undefined) return {};
  const published = signatures.get(token.id);
  const signature = published === undefined
    ? "absent"
    : isSignedBy(token, kubeconfig, published)
    ? "fits"
    : "wrong";
  return { token: { id: token.id, signature } };
}

function toMalformed(error: unknown): unknown {
  if (!(error instanceof KubeconfigError)) return error;
  return new JoinError(
    "cluster-info-malformed",
    `Cannot use the kubeconfig of cluster-info: ${error.message}`,
  );
}
