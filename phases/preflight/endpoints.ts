import type { JoinContext } from "../../core/context.ts";
import { type Attempt, isApiServer, probeEndpoint } from "../../core/node/endpoint_probe.ts";
import { type Check, error, type Finding, warning } from "./check.ts";
import { type EndpointAttempts, endpointAttempts } from "./endpoint_attempts.ts";

/** A connection takes one way there and back. Leases are renewed every 10 s, pods started by watches. */
const SLOW_CONNECT_MS = 300;
const SLOW_ANSWER_MS = 2000;
const AGAIN_MS = 4000;

/** The API servers that were named: each of them, for the join uses the first that will do. */
export const endpointChecks: readonly Check[] = [
  {
    name: "EndpointAnswers",
    summary: "every API server that was named answers, and soon",
    group: "network",
    slow: true,
    async run(ctx) {
      const attempts = await endpointAttempts(ctx);
      if (attempts === undefined) return undefined;
      const useless = attempts.filter((attempt) => {
        const { answer } = wayOf(attempt);
        return answer === undefined || !isApiServer(answer);
      });
      const level = useless.length === attempts.length ? error : warning;
      return (await Promise.all(attempts.map((attempt) => judge(attempt, level, ctx)))).flat();
    },
  },
];

async function judge(
  attempt: EndpointAttempts,
  level: typeof error,
  ctx: JoinContext,
): Promise<Finding[]> {
  const { endpoint, direct, proxied } = attempt;
  const { answer } = wayOf(attempt);
  if (answer === undefined) {
    const { error: failure } = direct;
    // Without a proxy, that is for the check of the names.
    const isNamed = failure?.code === "server-name-unknown" && proxied === undefined;
    if (failure === undefined || isNamed) return [];
    const { message, hint } = failure;
    const text = message.startsWith(endpoint.text) ? message : `${endpoint.text}: ${message}`;
    return [level(`The API server ${text}`, hint)];
  }
  if (!isApiServer(answer)) {
    return [
      level(
        `What answers at ${endpoint.text} is no API server (status ${answer.status} for /version)`,
        "check the port; a load balancer in front of the API server must pass TLS through",
      ),
    ];
  }
  const took = await slowness(attempt, ctx);
  return took === undefined ? [] : [
    warning(
      `The API server ${endpoint.text} is slow to reach: ${took}`,
      "the node may be reported as NotReady now and then: use a server that is nearer, or look at the network",
    ),
  ];
}

/** The way that a join would go. */
function wayOf({ direct, proxied }: EndpointAttempts): Attempt {
  return direct.answer === undefined ? proxied ?? direct : direct;
}

/** A busy machine, with all other checks at work, makes any server look slow: only who is so twice is. */
async function slowness(attempt: EndpointAttempts, ctx: JoinContext): Promise<string | undefined> {
  const way = wayOf(attempt);
  const first = describe(way);
  if (first === undefined) return undefined;
  const { proxied, endpoint } = attempt;
  const again = await probeEndpoint(ctx.host, endpoint, {
    timeoutMs: AGAIN_MS,
    signal: ctx.signal,
    ...(way === proxied ? { route: { proxy: proxied.proxy } } : {}),
  });
  return again.answer === undefined ? first : describe(again);
}

function describe({ connectMs = 0, ms }: Attempt): string | undefined {
  if (connectMs > SLOW_CONNECT_MS) return `a connection takes ${Math.round(connectMs)} ms`;
  return ms > SLOW_ANSWER_MS ? `an answer takes ${Math.round(ms)} ms` : undefined;
}
