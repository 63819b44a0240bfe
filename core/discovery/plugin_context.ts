import type { JoinContext } from "../context.ts";
import { JoinError } from "../engine/errors.ts";
import type { CredentialCommand, DiscoverContext } from "./contract.ts";

const MOST_BYTES = 1 << 20;
const CREDENTIAL_PLUGIN_MS = 60_000;

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
    runCredentialPlugin: (command) => runCredentialPlugin(command, ctx),
    waiting: (what, reason) =>
      emit({
        kind: "waiting",
        phase: "discovery",
        what,
        reason,
        deadlineMs: options.timeouts.discovery,
      }),
    warn: (text, hint) => emit({ kind: "note", level: "warning", text, hint }),
  };
}

/** Neither its arguments nor its variables are ever shown: they come from a file that may hold secrets. */
async function runCredentialPlugin(
  { command, args, env }: CredentialCommand,
  { host, options, signal }: Surroundings,
): Promise<string> {
  if (!await host.exec.has(command)) {
    throw new JoinError("credential-plugin-failed", `Cannot run ${command}: it is not installed`, {
      hint: "install it, or pass --tls-bootstrap-token",
    });
  }
  const timeoutMs = Math.min(CREDENTIAL_PLUGIN_MS, options.timeouts.discovery);
  const { code, stdout, stderr } = await host.exec.run(command, args, { timeoutMs, signal, env })
    .catch((error) => {
      if (!(error instanceof JoinError) || error.code !== "command-failed") throw error;
      throw new JoinError(
        "credential-plugin-failed",
        `${command} could not be started, or did not end within ${timeoutMs / 1000} s`,
      );
    });
  if (code === 0) return stdout;
  const [last = ""] = stderr.trim().split("\n").slice(-1);
  throw new JoinError("credential-plugin-failed", `${command} ended with code ${code}`, {
    cause: new Error(
      last === "" ? "it said nothing" : without(last, [...args, ...Object.values(env)]),
    ),
  });
}

const JSON_WEB_TOKEN = /\beyJ[\w-]*\.[\w.-]*/g;

/** A program's words without what it was given, and without tokens. */
function without(line: string, given: readonly string[]): string {
  return given.filter(({ length }) => length >= 4)
    .reduce((text, value) => text.replaceAll(value, "…"), line)
    .replace(JSON_WEB_TOKEN, "…");
}
