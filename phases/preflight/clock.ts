import { describeSkew, measureSkew } from "../../core/node/clock_skew.ts";
import { type Check, warning } from "./check.ts";
import { endpointAttempts } from "./endpoint_attempts.ts";

/** The clock, against the API server's. */
export const clockChecks: readonly Check[] = [
  {
    name: "Clock",
    summary: "this machine's clock agrees with the API server's",
    group: "network",
    async run(ctx) {
      // In a whole join, discovery sees the server's time, and says it.
      for (const { direct, proxied } of await endpointAttempts(ctx) ?? []) {
        const { answer, ms } = direct.answer === undefined ? proxied ?? direct : direct;
        if (answer === undefined) continue;
        const measured = measureSkew(answer, ms);
        const skew = describeSkew(measured?.aheadMs, measured?.withinMs);
        return skew === undefined ? [] : [warning(skew.text, skew.hint)];
      }
      return [];
    },
  },
];
