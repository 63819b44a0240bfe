import { toJoinError } from "../../core/engine/errors.ts";
import { clockAheadOf, describeSkew } from "../../core/node/clock_skew.ts";
import { type Check, warning } from "./check.ts";

const REQUEST_MS = 5000;

/** The clock, against the API server's. */
export const clockChecks: readonly Check[] = [
  {
    name: "Clock",
    summary: "this machine's clock agrees with the API server's",
    async run({ host, options, signal, alone }) {
      const { endpoint } = options;
      // In a whole join, discovery sees the server's time anyway: no request is made for it.
      if (!alone || endpoint === undefined) return [];
      try {
        const response = await host.https.request({
          method: "GET",
          url: `https://${endpoint.text}/version`,
          trust: { kind: "insecure", because: "only the time of the answer is looked at" },
          timeoutMs: REQUEST_MS,
          maxBytes: 1 << 16,
          signal,
        });
        const skew = describeSkew(clockAheadOf(response));
        return skew === undefined ? [] : [warning(skew.text, skew.hint)];
      } catch (thrown) {
        signal.throwIfAborted();
        const { message, hint } = toJoinError(thrown);
        return [warning(`The API server could not be asked for its time: ${message}`, hint)];
      }
    },
  },
];
