import { type Api, createApi } from "../../../core/kube/api.ts";
import { createServers } from "../../../core/engine/servers.ts";
import { createClock } from "../../../core/host/clock.ts";
import { createHttps } from "../../../core/host/https.ts";
import { trustSigned } from "../../../core/trust/ca.ts";
import { Secret } from "../../../core/trust/secret.ts";
import type { ControlPlane } from "../../support/control_plane/mod.ts";

/** A real client of the stand-in, with its token. */
export interface Client extends Disposable {
  readonly api: Api;
  readonly clock: ReturnType<typeof createClock>;
  readonly abort: AbortController;
  readonly signal: AbortSignal;
}

export function clientOf(
  cluster: ControlPlane,
  { timeoutMs = 5000, token = cluster.token }: { timeoutMs?: number; token?: string } = {},
): Client {
  const clock = createClock();
  const abort = new AbortController();
  const https = createHttps({ clock, emit: () => {}, userAgent: "kubeworker/test", root: "/" });
  const api = createApi({
    servers: createServers([{ url: cluster.url }]),
    ca: trustSigned(cluster.authority.certificatePem),
    credential: { bearer: new Secret(token) },
  }, { https, clock, signal: abort.signal, timeoutMs });
  return { api, clock, abort, signal: abort.signal, [Symbol.dispose]: () => https.close() };
}
