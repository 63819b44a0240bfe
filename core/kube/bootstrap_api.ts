import type { Timeouts } from "../config/timeouts.ts";
import { JoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import type { Cluster } from "../engine/state.ts";
import type { Clock, Https } from "../host/types.ts";
import { type Api, createApi } from "./api.ts";

export interface BootstrapContext {
  host: { https: Https };
  clock: Clock;
  signal: AbortSignal;
  emit: Emit;
  options: { timeouts: Timeouts };
}

/**
 * The API as the bootstrap token sees it: a few reads, and certificate signing requests.
 *
 * @throws JoinError `token-missing` where the cluster was only recalled and no token was given
 */
export function bootstrapApi(cluster: Cluster, ctx: BootstrapContext): Api {
  if (cluster.bootstrapToken === undefined) {
    throw new JoinError("token-missing", "No bootstrap token was given to ask the cluster with");
  }
  return createApi({
    server: cluster.server,
    ca: cluster.ca,
    credential: { bearer: cluster.bootstrapToken },
  }, {
    https: ctx.host.https,
    clock: ctx.clock,
    signal: ctx.signal,
    timeoutMs: ctx.options.timeouts.kubernetesAPICall,
    onRetry(what, error) {
      ctx.emit({ kind: "note", level: "info", text: `${error.message}; trying ${what} again` });
    },
  });
}
