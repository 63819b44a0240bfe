import { isIpAddress } from "../../core/config/ip_address.ts";
import type { Endpoint } from "../../core/config/endpoint.ts";
import type { JoinContext } from "../../core/context.ts";
import { untilAborted } from "../../core/engine/until_aborted.ts";
import { probeEndpoint } from "../../core/node/endpoint_probe.ts";
import { type Check, error, type Finding, warning } from "./check.ts";
import { proxyOf } from "./endpoint_attempts.ts";

const ATTEMPT_MS = 3000;
/** A name may have as many addresses as its owner likes. */
const MOST_ADDRESSES = 8;

/** What the resolver of this machine says of the API servers' names. */
export const endpointNameChecks: readonly Check[] = [
  {
    name: "EndpointName",
    summary: "the names of the API servers lead to them, by each of their addresses",
    group: "network",
    slow: true,
    async run(ctx) {
      const { endpoints } = ctx.options;
      // A whole join looks the names up itself, and says what is wrong with them.
      if (!ctx.alone || endpoints.length === 0) return undefined;
      const found = await Promise.all(endpoints.map((endpoint) => lookAt(endpoint, ctx)));
      return found.flat();
    },
  },
];

async function lookAt(endpoint: Endpoint, ctx: JoinContext): Promise<Finding[]> {
  const { host, signal, options } = ctx;
  const name = endpoint.host;
  // Where a proxy is in use, it looks the name up.
  if (isIpAddress(name) || proxyOf(endpoint, ctx) !== undefined) return [];
  const addresses = [...new Set(await untilAborted(host.local.resolve(name), signal))];
  if (addresses.length === 0) {
    const level = options.endpoints.length === 1 ? error : warning;
    return [
      level(
        `The API server's name "${name}" does not resolve on this machine`,
        `\`getent hosts ${name}\` asks again; check /etc/resolv.conf, or name the server by its address`,
      ),
    ];
  }
  const loopback = addresses.filter(isLoopback);
  if (loopback.length > 0 && name !== "localhost") {
    return [
      warning(
        `The API server's name "${name}" resolves to this machine itself (${loopback.join(", ")})`,
        `look for ${name} in /etc/hosts, and take it out there`,
      ),
    ];
  }
  return addresses.length < 2 ? [] : await compare(endpoint, addresses, ctx);
}

/** Kubelet and pods may choose any of them. */
async function compare(
  endpoint: Endpoint,
  addresses: readonly string[],
  { host, signal }: JoinContext,
): Promise<Finding[]> {
  const tried = await Promise.all(
    addresses.slice(0, MOST_ADDRESSES).map(async (address) => {
      if ((await host.local.routeTo(address)).kind === "none") {
        return { address, why: "this machine has no route to it" };
      }
      const limits = { timeoutMs: ATTEMPT_MS, signal, route: { address } };
      return { address, why: (await probeEndpoint(host, endpoint, limits)).error?.message };
    }),
  );
  // That none answers is said once, by the check of the servers.
  if (tried.every(({ why }) => why !== undefined)) return [];
  return tried.flatMap(({ address, why }) => {
    if (why === undefined) return [];
    return [
      warning(
        `Of the addresses of "${endpoint.host}", ${address} does not answer: ${why}`,
        "correct the name's records, or the way to that address: connections may take it first",
      ),
    ];
  });
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}
