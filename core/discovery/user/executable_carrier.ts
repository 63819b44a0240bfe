import { JoinError } from "../../engine/errors.ts";
import type { Sandbox, SandboxLimits } from "../../host/types.ts";
import { DISCOVERY_API_VERSION } from "../contract.ts";
import type { Carrier } from "./carrier.ts";
import { ownWords } from "./own_words.ts";
import { sentence } from "../../engine/sentence.ts";

/** A plugin that is a program: one run a question, JSON in and out. */
export function carryExecutable(
  path: string,
  sandbox: Sandbox,
  limits: SandboxLimits & { elapsedMs(): number },
): Carrier {
  const began = limits.elapsedMs();
  /** All runs together have the time of the plugin. */
  function leftMs(): number {
    return Math.max(1, Math.floor(limits.timeoutMs - (limits.elapsedMs() - began)));
  }
  async function ask(operation: string, more: object = {}): Promise<Record<string, unknown>> {
    const timeoutMs = leftMs();
    const question = { apiVersion: DISCOVERY_API_VERSION, operation, ...more };
    const { code, stdout } = await sandbox.run(path, JSON.stringify(question) + "\n", {
      ...limits,
      timeoutMs,
    });
    const answer = readObject(stdout);
    if (code !== 0) throw new JoinError(...ownWords(limits.what, answer ?? exited(code)));
    if (answer === undefined) {
      throw new JoinError(
        "plugin-malformed",
        `${sentence(limits.what)} answers "${operation}" with something other than one JSON object`,
        { detail: { begins: stdout.slice(0, 60) } },
      );
    }
    return answer;
  }
  return {
    kind: "executable",
    fence: sandbox.privileged ? "user" : "none",
    versions: () => ask("version"),
    status: () => ask("status"),
    async discover(section, options) {
      const { apiVersion, ...proposal } = await ask("discover", {
        section,
        timeoutMs: Math.min(options.timeoutMs, leftMs()),
      });
      if (apiVersion === DISCOVERY_API_VERSION) return proposal;
      throw new JoinError(
        "plugin-malformed",
        `Cannot use the proposal of ${limits.what}: its apiVersion is not "${DISCOVERY_API_VERSION}"`,
      );
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function exited(code: number): { message: string } {
  return { message: `it exited with code ${code} and said nothing that is JSON` };
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
