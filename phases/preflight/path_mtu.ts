import type { JoinContext } from "../../core/context.ts";
import { probeEndpoint } from "../../core/node/endpoint_probe.ts";
import { readNumber } from "../../core/node/read_quietly.ts";
import { type Check, type Finding, warning } from "./check.ts";
import { type EndpointAttempts, endpointAttempts } from "./endpoint_attempts.ts";

const LARGE_MS = 3000;
const USUAL_MTU = 1500;
/** Servers refuse longer requests, which is an answer, too; below this they read them. */
const MOST_PADDING = 15_000;

/**
 * Whether packets as large as the device allows reach the API servers. Raw packets are not to be had, so it
 * is seen by what happens to TCP: a short request is answered and a long one is not, or TLS does not come
 * about on a connection that was made.
 *
 * It cannot see how large packets may be, nor a narrow way whose routers say so: there TCP adapts, while
 * packets of the pods' own network, wrapped into others, may still be lost.
 *
 * @see RFC 4821 and RFC 2923 §2.1 ("black hole detection")
 */
export const pathMtuChecks: readonly Check[] = [
  {
    name: "PathMTU",
    summary: "large packets reach the API servers",
    group: "network",
    slow: true,
    async run(ctx) {
      const attempts = await endpointAttempts(ctx);
      if (attempts === undefined) return undefined;
      return (await Promise.all(attempts.map((attempt) => judge(attempt, ctx)))).flat();
    },
  },
];

async function judge(
  { endpoint, direct }: EndpointAttempts,
  ctx: JoinContext,
): Promise<Finding[]> {
  const { device, mtu } = await deviceTo(endpoint.host, ctx);
  const through = device === undefined ? "" : ` (${device} has an MTU of ${mtu})`;
  const hint = `\`ping -M do -s ${
    mtu - 28
  } ${endpoint.host}\`, and less until it answers: that and 28 is the MTU, \`ip link set ${
    device ?? "DEVICE"
  } mtu …\`; or let ICMP "fragmentation needed" through the firewalls on the way`;
  const stuck = direct.connectMs !== undefined && !direct.secured &&
    direct.error?.code === "server-silent";
  if (stuck) {
    return [
      warning(
        `A connection to ${endpoint.text} is made, but TLS does not come about: large packets may get lost on the way${through}`,
        hint,
      ),
    ];
  }
  if (direct.answer === undefined) return [];
  const padding = Math.min(2 * mtu, MOST_PADDING);
  const large = await probeEndpoint(ctx.host, endpoint, {
    timeoutMs: LARGE_MS,
    signal: ctx.signal,
    padding,
  });
  if (large.error?.code !== "server-silent" || !large.secured) return [];
  return [
    warning(
      `${endpoint.text} answers a short request, but not one of ${padding} bytes: large packets get lost on the way${through}`,
      hint,
    ),
  ];
}

async function deviceTo(
  address: string,
  { host }: JoinContext,
): Promise<{ device: string | undefined; mtu: number }> {
  const route = await host.local.routeTo(address);
  if (route.kind !== "way") return { device: undefined, mtu: USUAL_MTU };
  const mtu = await readNumber(host.files, `/sys/class/net/${route.interface}/mtu`);
  return mtu === undefined
    ? { device: undefined, mtu: USUAL_MTU }
    : { device: route.interface, mtu };
}
