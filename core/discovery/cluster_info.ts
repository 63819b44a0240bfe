import { JoinError } from "../engine/errors.ts";
import { retry } from "../engine/retry.ts";
import type { HttpsResponse } from "../host/types.ts";
import { ConfigMap, readObject, readStatus } from "../kube/objects.ts";
import { clockAheadOf } from "../node/clock_skew.ts";
import { statusError } from "../kube/status_error.ts";
import { createBackoff, isTransient } from "../kube/transient.ts";

/** Where every kubeadm cluster publishes how to find it, for anybody to read. */
export const CLUSTER_INFO_PATH = "/api/v1/namespaces/kube-public/configmaps/cluster-info";

/** The data of a ConfigMap cluster-info, which holds a kubeconfig. */
export interface ClusterInfo {
  readonly kubeconfig: string;
  /** By token id. */
  readonly signatures: ReadonlyMap<string, string>;
  /** What this machine's clock is ahead of the server's, in ms, by the answer's Date. */
  readonly clockAheadMs: number | undefined;
}

/** How long a cluster may say "forbidden" or "not found" while it is being set up. */
const SETTLING_MS = 10_000;

/** One try, with its own time limit in ms. */
export type Send = (timeoutMs: number) => Promise<HttpsResponse>;

export interface ReadOptions {
  clock: {
    elapsedMs(): number;
    sleep(ms: number, signal: AbortSignal): Promise<void>;
  };
  signal: AbortSignal;
  timeoutMs: number;
  waiting(reason: string): void;
  /** Whether this error is final whatever else is said about it. */
  isFinal?(error: JoinError): boolean;
}

/**
 * Reads cluster-info until it is there. What will not pass by waiting is an error at once: another kind of
 * server, an answer that is too large, a certificate that does not verify.
 *
 * @throws JoinError `server-…`, `cluster-info-forbidden`, `cluster-info-missing`, `response-…`
 */
export async function readClusterInfo(
  send: Send,
  options: ReadOptions,
): Promise<ClusterInfo> {
  const { clock, signal, timeoutMs } = options;
  const backoff = createBackoff();
  let settledAtMs = SETTLING_MS;
  return await retry(async (leftMs) => parseClusterInfo(await send(Math.min(10_000, leftMs))), {
    clock,
    signal,
    deadlineMs: timeoutMs,
    pause(error, _tries, elapsedMs) {
      if (options.isFinal?.(error)) return undefined;
      const settling = error.code === "cluster-info-forbidden" ||
        error.code === "cluster-info-missing";
      // A server that was away and is back knows no roles yet.
      if (isTransient(error)) settledAtMs = elapsedMs + SETTLING_MS;
      else if (!settling || elapsedMs > settledAtMs) return undefined;
      options.waiting(error.message);
      return backoff.after(error);
    },
  });
}

function foreign(status: number): JoinError {
  return new JoinError(
    "server-not-kubernetes",
    `The answer for cluster-info does not come from an API server (status ${status})`,
    { detail: { status } },
  );
}

/**
 * One answer, or what it is instead.
 *
 * @throws JoinError as `readClusterInfo` does
 */
export function parseClusterInfo(response: HttpsResponse): ClusterInfo {
  const { status } = response;
  if (status === 401 || status === 403) {
    const refusal = readStatus(response.text);
    // Other parts of a control plane answer like this too, but know paths only, no resources.
    if (refusal === undefined || /cannot get path/.test(refusal.message ?? "")) {
      throw foreign(status);
    }
    throw new JoinError(
      "cluster-info-forbidden",
      "The cluster does not let anybody read cluster-info without credentials",
      { cause: new Error(refusal.message ?? "no reason was given"), detail: { status } },
    );
  }
  if (status >= 300 && status < 400) {
    throw new JoinError(
      "server-not-kubernetes",
      `The answer for cluster-info is a redirect (status ${status}), which an API server never sends`,
    );
  }
  if (status === 404) {
    const error = statusError(response, "reading cluster-info");
    if (error.code === "server-not-kubernetes") throw error;
    throw new JoinError("cluster-info-missing", "The cluster has no ConfigMap cluster-info", {
      cause: error.cause,
    });
  }
  if (status !== 200) throw statusError(response, "reading cluster-info");
  if (!response.text.trimStart().startsWith("{")) {
    throw new JoinError(
      "server-not-kubernetes",
      "The answer for cluster-info is not JSON, so this is not an API server",
    );
  }
  const { data = {} } = readObject(ConfigMap, response.text, "cluster-info");
  const kubeconfig = data.kubeconfig ?? "";
  if (kubeconfig === "") {
    throw new JoinError("cluster-info-missing", "The cluster's cluster-info holds no kubeconfig");
  }
  const prefix = "jws-kubeconfig-";
  const signatures = Object.entries(data).filter(([key, value]) =>
    key.startsWith(prefix) && value !== ""
  );
  return {
    kubeconfig,
    signatures: new Map(signatures.map(([key, value]) => [key.slice(prefix.length), value])),
    clockAheadMs: clockAheadOf(response),
  };
}
