import { JoinError } from "../engine/errors.ts";
import type { Exec } from "../host/types.ts";
import type { CredentialCommand } from "./contract.ts";

const LONGEST_MS = 60_000;

interface RunOptions {
  readonly exec: Exec;
  /** At most a minute counts. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Runs a client-go credential plugin that the operator has allowed. Neither its arguments nor its variables
 * are ever shown: they come from a file that may hold secrets.
 *
 * @returns its standard output
 * @throws JoinError `credential-plugin-failed`
 */
export async function runCredentialPlugin(
  { command, args, env }: CredentialCommand,
  { exec, signal, ...limits }: RunOptions,
): Promise<string> {
  if (!await exec.has(command)) {
    throw new JoinError("credential-plugin-failed", `Cannot run ${command}: it is not installed`, {
      hint: "install it, or pass --tls-bootstrap-token",
    });
  }
  const timeoutMs = Math.min(LONGEST_MS, limits.timeoutMs);
  const { code, stdout, stderr } = await exec.run(command, args, { timeoutMs, signal, env })
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
