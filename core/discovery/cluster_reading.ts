import type { JoinError } from "../engine/errors.ts";
import type { Trust } from "../host/types.ts";
import { clusterEntry, KubeconfigError, parseKubeconfig } from "../kube/kubeconfig.ts";
import { ask } from "./ask.ts";
import { type ClusterInfo, readClusterInfo } from "./cluster_info.ts";
import type { Contender } from "./contender.ts";
import type { SearchContext } from "./search_context.ts";

/** What a cluster says of itself in its cluster-info. */
export interface Published {
  readonly server: string;
  readonly caPem: string | undefined;
}

/** Reads cluster-info of one server until it is there. @throws JoinError as `readClusterInfo` does */
export async function read(
  contender: Contender,
  trust: Trust,
  ctx: SearchContext,
  isFinal?: (error: JoinError) => boolean,
): Promise<ClusterInfo> {
  return await readClusterInfo((timeoutMs) => ask(contender, trust, timeoutMs, ctx), {
    clock: ctx.clock,
    signal: ctx.signal,
    timeoutMs: ctx.timeoutMs,
    waiting: (reason) => ctx.waiting(`the API server at ${contender.name}`, reason),
    ...(isFinal === undefined ? {} : { isFinal }),
  });
}

/** Whoever may not read cluster-info has seen a verified server all the same. */
const CLOSED = ["cluster-info-forbidden", "cluster-info-missing"] as const;

/** Whether a server keeps its cluster-info to itself. */
export function isClosed({ code }: JoinError): boolean {
  return CLOSED.some((closed) => closed === code);
}

/** @returns undefined for what is no kubeconfig */
export function publishedBy(info: ClusterInfo): Published | undefined {
  try {
    return clusterEntry(parseKubeconfig(info.kubeconfig));
  } catch (cause) {
    if (!(cause instanceof KubeconfigError)) throw cause;
    return undefined;
  }
}
