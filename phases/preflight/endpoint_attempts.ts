import type { Endpoint } from "../../core/config/endpoint.ts";
import type { JoinContext } from "../../core/context.ts";
import type { Proxy } from "../../core/host/types.ts";
import { type Attempt, probeEndpoint } from "../../core/node/endpoint_probe.ts";
import type { NodeFacts } from "../../core/node/facts.ts";

const ATTEMPT_MS = 4000;

/** How a server that was named answers: directly, and through the proxy that the environment names. */
export interface EndpointAttempts {
  readonly endpoint: Endpoint;
  readonly direct: Attempt;
  readonly proxied: (Attempt & { readonly proxy: Proxy }) | undefined;
}

/** Several checks want to know the same of one run. */
const shared = new WeakMap<NodeFacts, Promise<readonly EndpointAttempts[]>>();

/**
 * Every server that was named, tried once and all at the same time. A join asks the servers for no more than
 * it needs: then, and without servers, there is nothing to look at.
 */
export async function endpointAttempts(
  ctx: JoinContext,
): Promise<readonly EndpointAttempts[] | undefined> {
  if (!ctx.alone || ctx.options.endpoints.length === 0) return undefined;
  const known = shared.get(ctx.facts);
  if (known !== undefined) return await known;
  const attempts = Promise.all(ctx.options.endpoints.map((endpoint) => attempt(endpoint, ctx)));
  shared.set(ctx.facts, attempts);
  return await attempts;
}

async function attempt(endpoint: Endpoint, ctx: JoinContext): Promise<EndpointAttempts> {
  const { host, signal } = ctx;
  const proxy = proxyOf(endpoint, ctx);
  const limits = { timeoutMs: ATTEMPT_MS, signal };
  const [direct, proxied] = await Promise.all([
    probeEndpoint(host, endpoint, limits),
    proxy === undefined
      ? undefined
      : probeEndpoint(host, endpoint, { ...limits, route: { proxy } }),
  ]);
  return {
    endpoint,
    direct,
    proxied: proxy === undefined || proxied === undefined ? undefined : { ...proxied, proxy },
  };
}

/** The proxy that the environment names for it. One that cannot be used is a finding of another check. */
export function proxyOf({ text }: Endpoint, { host }: JoinContext): Proxy | undefined {
  try {
    return host.local.proxyFor(`https://${text}/`);
  } catch {
    return undefined;
  }
}
