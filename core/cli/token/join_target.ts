import { CLUSTER_INFO_PATH, parseClusterInfo } from "../../discovery/cluster_info.ts";
import { JoinError } from "../../engine/errors.ts";
import type { Api } from "../../kube/api.ts";
import { clusterEntry, KubeconfigError, parseKubeconfig } from "../../kube/kubeconfig.ts";
import type { BootstrapToken } from "../../trust/bootstrap_token.ts";
import type { TrustedCa } from "../../trust/ca.ts";
import { certificatesOf } from "../../trust/pem.ts";
import { type Pin, pinOf } from "../../trust/pin.ts";
import { serverUrl } from "../../trust/server_url.ts";
import type { JoinTool } from "./token_options.ts";

/** What a join has to be told beside the token. */
export interface JoinTarget {
  /** `HOST:PORT`, as the cluster publishes it. */
  readonly endpoint: string;
  readonly pins: readonly Pin[];
  /** Of CAs in cluster-info that the administrator's kubeconfig does not have: nobody vouches for them here. */
  readonly unknown: readonly Pin[];
}

/**
 * Where nodes join, by the cluster's cluster-info, and the pins of those CAs in it that the administrator's
 * kubeconfig has as well.
 *
 * @throws JoinError `cluster-info-…`, `pin-mismatch`, `ca-malformed`
 */
export async function readJoinTarget(api: Api, ca: TrustedCa): Promise<JoinTarget> {
  const what = "reading cluster-info";
  const answer = await api.call({ method: "GET", path: CLUSTER_INFO_PATH }, what);
  const { server, caPem } = readEntry(parseClusterInfo(answer).kubeconfig);
  const published = [...new Set(certificatesOf(caPem).map(pinOf))];
  const pins = published.filter((pin) => ca.pins.includes(pin));
  if (pins.length === 0) {
    throw new JoinError(
      "pin-mismatch",
      `cluster-info has the CA ${published.join(", ")}, the kubeconfig ${ca.pins.join(", ")}`,
      { hint: "no node could join by it: was the CA replaced, and cluster-info forgotten?" },
    );
  }
  return {
    endpoint: endpointOf(serverUrl(server, "cluster-info-malformed")),
    pins,
    unknown: published.filter((pin) => !pins.includes(pin)),
  };
}

/** The command line that joins, with the token in it: it may be shown only to who has asked for it. */
export function joinCommand(
  tool: JoinTool,
  { endpoint, pins }: JoinTarget,
  { bearer }: BootstrapToken,
): string {
  return [
    `${tool} join ${endpoint} --token ${bearer.reveal()}`,
    ...pins.map((pin) => `--discovery-token-ca-cert-hash ${pin}`),
  ].join(" ");
}

function readEntry(kubeconfig: string): { server: string; caPem: string } {
  function fail(why: string): never {
    throw new JoinError(
      "cluster-info-malformed",
      `Cannot use the kubeconfig of cluster-info: ${why}`,
    );
  }
  try {
    const { server, caPem } = clusterEntry(parseKubeconfig(kubeconfig));
    if (caPem === undefined) fail("it holds no CA");
    return { server, caPem };
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error;
    return fail(error.message);
  }
}

function endpointOf(server: string): string {
  const { host, port, pathname } = new URL(server);
  if (pathname !== "/") {
    throw new JoinError(
      "cluster-info-malformed",
      `Cannot write the server "${server}" of cluster-info as HOST:PORT: it has a path`,
      { hint: "a join by token needs a server without one; a discovery file may have it" },
    );
  }
  return port === "" ? `${host}:443` : host;
}
