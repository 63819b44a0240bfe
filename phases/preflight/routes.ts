import { isIpAddress } from "../../core/config/ip_address.ts";
import type { JoinContext } from "../../core/context.ts";
import { untilAborted } from "../../core/engine/until_aborted.ts";
import { findKubeletSetting } from "../../core/node/kubelet_settings.ts";
import { chooseAddress } from "../../core/node/node_address.ts";
import { readQuietly } from "../../core/node/read_quietly.ts";
import { type Check, type Finding, warning } from "./check.ts";
import { proxyOf } from "./endpoint_attempts.ts";

const NODE_IP = "join with --node-ip=ADDRESS";

/** Ways into the network, as the kernel's main table has them. A server's name is another check's. */
export const routeChecks: readonly Check[] = [
  {
    name: "EndpointRoute",
    summary: "there is a route to the API servers, through a device that is up",
    group: "network",
    async run(ctx) {
      const found = await Promise.all(
        directAddresses(ctx).map(async (address) => {
          const route = await ctx.host.local.routeTo(address);
          if (route.kind === "unknown") return [];
          if (route.kind === "none") {
            return [
              warning(
                `This machine has no route to the API server ${address}`,
                "`ip route` shows the routes; a default gateway may be missing",
              ),
            ];
          }
          const device = route.interface;
          const state = await readQuietly(ctx.host.files, `/sys/class/net/${device}/operstate`);
          if (!/^(down|lowerlayerdown)$/.test(state?.trim() ?? "")) return [];
          return [
            warning(
              `The route to the API server ${address} goes through ${device}, which is down`,
              `\`ip link set ${device} up\`; if it stays down, look at its cable or virtual network`,
            ),
          ];
        }),
      );
      return found.flat();
    },
  },
  {
    name: "NodeAddress",
    summary: "the kubelet finds the address by which the node is reached",
    group: "network",
    async run(ctx) {
      const { host, options: { nodeName, nodeIp }, signal } = ctx;
      if (nodeIp !== undefined) return [];
      if (await findKubeletSetting(host.files, "nodeIP") !== undefined) return [];
      const found = await judgeDefault(ctx);
      if (found.length === 0) return [];
      // The kubelet asks for the node's name first.
      const addresses = await untilAborted(host.local.resolve(nodeName), signal);
      return addresses.some((address) => !isLoopback(address)) ? [] : found;
    },
  },
];

async function judgeDefault(ctx: JoinContext): Promise<Finding[]> {
  const { routeTo } = ctx.host.local;
  const defaults = await Promise.all(["0.0.0.0", "::"].map(routeTo));
  const [first, ...others] = defaults.flatMap((route) =>
    route.kind === "way" ? [route.interface] : []
  );
  if (first === undefined) {
    return defaults.every(({ kind }) => kind === "unknown") ? [] : [
      warning(
        "There is no default route: the kubelet cannot tell which address is the node's",
        NODE_IP,
      ),
    ];
  }
  for (const address of directAddresses(ctx)) {
    const route = await routeTo(address);
    if (route.kind !== "way" || ["lo", first, ...others].includes(route.interface)) continue;
    // Then the join tells the kubelet.
    if (await chooseAddress(address, ctx.host, ctx.signal) !== undefined) continue;
    return [
      warning(
        `The API server ${address} is reached through ${route.interface}, but the node's address will be that of ${first}, where the default route goes`,
        `unless that is meant, ${NODE_IP}`,
      ),
    ];
  }
  return [];
}

/** Addresses that the operator wrote, and that are reached without a proxy. */
function directAddresses(ctx: JoinContext): string[] {
  return ctx.options.endpoints.filter((endpoint) =>
    isIpAddress(endpoint.host) && !isLoopback(endpoint.host) &&
    proxyOf(endpoint, ctx) === undefined
  ).map(({ host }) => host);
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}
