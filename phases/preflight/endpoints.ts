import { isApiServer } from "../../core/node/endpoint_probe.ts";
import { type Check, error, warning } from "./check.ts";
import { endpointAttempts } from "./endpoint_attempts.ts";

/** A connection takes one way there and back. Leases are renewed every 10 s, pods started by watches. */
const SLOW_CONNECT_MS = 300;
const SLOW_ANSWER_MS = 2000;

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
      const dead = attempts.filter(({ direct, proxied }) =>
        direct.answer === undefined && proxied?.answer === undefined
      );
      const level = dead.length === attempts.length ? error : warning;
      return attempts.flatMap(({ endpoint, direct, proxied }) => {
        const way = direct.answer === undefined ? proxied ?? direct : direct;
        const { answer, connectMs, ms } = way;
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
        if ((connectMs ?? 0) <= SLOW_CONNECT_MS && ms <= SLOW_ANSWER_MS) return [];
        const took = (connectMs ?? 0) > SLOW_CONNECT_MS
          ? `a connection takes ${Math.round(connectMs ?? 0)} ms`
          : `an answer takes ${Math.round(ms)} ms`;
        return [
          warning(
            `The API server ${endpoint.text} is slow to reach: ${took}`,
            "the node may be reported as NotReady now and then: use a server that is nearer, or look at the network",
          ),
        ];
      });
    },
  },
];
