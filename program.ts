import { runCommandLine } from "./core/cli/run.ts";
import type { VersionFacts } from "./core/cli/version_text.ts";
import { createClock } from "./core/host/clock.ts";
import { createHost } from "./core/host/host.ts";
import type { Terminal } from "./core/host/terminal.ts";
import { phases } from "./phases/manifest.ts";
import { plugins } from "./plugins/manifest.ts";

/**
 * Everything that a plain join needs before its plan, and no more: the build makes one file of it, and a test
 * keeps it small. What only some joins or other commands need is imported where it is used.
 *
 * @returns the exit code
 */
export async function runProgram(terminal: Terminal, facts: VersionFacts): Promise<number> {
  return await runCommandLine(terminal, {
    phases,
    plugins,
    createHost,
    createResetHost: async (options) =>
      await (await import("./core/host/reset_host.ts")).createResetHost(options),
    clock: createClock(),
    version: facts.version,
    facts,
  });
}
