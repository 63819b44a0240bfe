import { readServerVersion } from "../../core/kube/server_version.ts";
import { findSkew, SKEW_CHECK } from "../../core/node/version_skew.ts";
import { type Check, error } from "./check.ts";
import { endpointAttempts } from "./endpoint_attempts.ts";

/** Before a join; a join asks the server that it has verified. */
export const versionSkewChecks: readonly Check[] = [
  {
    name: SKEW_CHECK,
    summary: "the kubelet is not newer than the API server, and not much older",
    group: "kubelet",
    slow: true,
    async run(ctx) {
      const attempts = await endpointAttempts(ctx);
      const version = await ctx.facts.kubeletVersion().catch(() => undefined);
      if (attempts === undefined || version === undefined) return undefined;
      for (const { direct, proxied } of attempts) {
        const answer = direct.answer ?? proxied?.answer;
        const server = answer?.status === 200 ? readServerVersion(answer.text) : undefined;
        if (server === undefined) continue;
        const skew = findSkew(version, server);
        return skew === undefined ? [] : [error(skew.text, skew.hint)];
      }
      return [];
    },
  },
];
