import type { JoinContext } from "../context.ts";
import { shownDeadline } from "../engine/deadline.ts";
import type { DiscoverContext } from "./contract.ts";
import { runCredentialPlugin } from "./run_credential_plugin.ts";

const MOST_BYTES = 1 << 20;

type Surroundings = Pick<JoinContext, "host" | "clock" | "options" | "emit" | "signal">;

/** What the discovery phase gives a plugin. */
export function pluginContext(ctx: Surroundings): DiscoverContext {
  const { emit, options, host, signal } = ctx;
  return {
    signal,
    clock: ctx.clock,
    timeoutMs: options.timeouts.discovery,
    hasBootstrapToken: options.tlsBootstrapToken !== undefined,
    inputs: host.inputs,
    async download(url, { roots, timeoutMs }) {
      const proxy = host.local.proxyFor(url);
      return await host.https.request({
        method: "GET",
        url,
        trust: roots === "digest"
          ? { kind: "insecure", because: "the content is checked by its digest" }
          : { kind: "roots", pem: roots === "system" ? undefined : roots.pem },
        route: proxy === undefined ? undefined : { proxy },
        timeoutMs,
        maxBytes: MOST_BYTES,
        signal,
      });
    },
    runCredentialPlugin: (command) =>
      runCredentialPlugin(command, {
        exec: host.exec,
        timeoutMs: options.timeouts.discovery,
        signal,
      }),
    waiting: (what, reason) =>
      emit({
        kind: "waiting",
        phase: "discovery",
        what,
        reason,
        ...shownDeadline(options.timeouts.discovery),
      }),
    warn: (text, hint) => emit({ kind: "note", level: "warning", text, hint }),
  };
}
