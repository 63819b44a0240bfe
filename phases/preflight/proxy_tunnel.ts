import { X509Certificate } from "node:crypto";
import type { JoinContext } from "../../core/context.ts";
import type { HttpsResponse } from "../../core/host/types.ts";
import { type Check, type Finding, warning } from "./check.ts";
import { type EndpointAttempts, endpointAttempts } from "./endpoint_attempts.ts";

const VERIFIED_MS = 4000;

/** The proxy that the environment names, on the way to the API servers. */
export const proxyTunnelChecks: readonly Check[] = [
  {
    name: "ProxyTunnel",
    summary: "the proxy opens the way to the API servers, and leaves their TLS alone",
    group: "network",
    slow: true,
    async run(ctx) {
      const attempts = await endpointAttempts(ctx);
      if (!attempts?.some(({ proxied }) => proxied !== undefined)) return undefined;
      return (await Promise.all(attempts.map((attempt) => judge(attempt, ctx)))).flat();
    },
  },
];

async function judge(attempts: EndpointAttempts, ctx: JoinContext): Promise<Finding[]> {
  const { endpoint, proxied, direct } = attempts;
  if (proxied === undefined) return [];
  const { shown } = proxied.proxy;
  const around = `go past it: \`export NO_PROXY=${endpoint.host}\`, with what it has already`;
  if (proxied.answer === undefined) {
    const why = proxied.error?.message ?? "it does not answer";
    return [warning(`${endpoint.text} is not reached through the proxy ${shown}: ${why}`, around)];
  }
  const issuer = issuerOf(proxied.answer);
  const expected = direct.answer === undefined ? undefined : issuerOf(direct.answer);
  const differs = expected !== undefined && issuer !== expected;
  if (!differs && !await isPublic(attempts, ctx)) return [];
  return [
    warning(
      `The proxy ${shown} puts itself between this machine and ${endpoint.text}: the certificate comes from "${issuer}"`,
      `the cluster's CA cannot vouch for that; ${around}`,
    ),
  ];
}

/** A certificate that this machine's own roots vouch for is not of a cluster's CA. */
async function isPublic(
  { endpoint, proxied }: EndpointAttempts,
  { host, signal }: JoinContext,
): Promise<boolean> {
  if (proxied === undefined) return false;
  try {
    await host.https.request({
      method: "GET",
      url: `https://${endpoint.text}/version`,
      trust: { kind: "roots" },
      route: { proxy: proxied.proxy },
      timeoutMs: VERIFIED_MS,
      maxBytes: 1 << 16,
      signal,
    });
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

function issuerOf({ peerCertificate }: HttpsResponse): string {
  if (peerCertificate === undefined) return "unknown";
  try {
    return new X509Certificate(peerCertificate).issuer.replaceAll("\n", ", ");
  } catch {
    return "unknown";
  }
}
