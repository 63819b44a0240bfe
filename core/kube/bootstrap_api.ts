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
 * The API as the bootstrap credential sees it: a few reads, and certificate signing requests.
 *
 * @throws JoinError `credential-missing` where the cluster was only recalled and no token was given
 */
export function bootstrapApi(cluster: Cluster, ctx: BootstrapContext): Api {
  if (cluster.credential === undefined) {
    throw new JoinError("credential-missing", "No credential was given to ask the cluster with");
  }
  let said = "";
  return createApi({
    servers: cluster.servers,
    ca: cluster.ca,
    credential: cluster.credential,
  }, {
    https: ctx.host.https,
    clock: ctx.clock,
    signal: ctx.signal,
    timeoutMs: ctx.options.timeouts.kubernetesAPICall,
    onRetry(what, error, server) {
      const where = cluster.servers.count > 1 ? ` at ${server}` : "";
      const text = `${error.message}, while ${what}; trying again${where}`;
      // A server that is away for minutes says the same each time.
      if (text !== said) ctx.emit({ kind: "note", level: "info", text });
      said = text;
    },
  });
}
