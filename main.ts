import { BUILD } from "./core/build_facts.ts";
import { PLUGIN_ARGUMENT } from "./core/host/plugin_argument.ts";
import { runtimeFacts } from "./core/host/runtime.ts";
import { createTerminal, type Terminal } from "./core/host/terminal.ts";

/** The composition root: arguments → host → options → plan → run → exit code. */
async function main(terminal: Terminal): Promise<number> {
  const [first] = terminal.args;
  // Everything else is loaded only now: a version must not pay for a join.
  if (first === "--version" || first === "version") return printVersion(terminal);
  if (first === PLUGIN_ARGUMENT) return await runPlugin();
  const { runCommandLine } = await import("./core/cli/run.ts");
  const { phases } = await import("./phases/manifest.ts");
  const { plugins } = await import("./plugins/manifest.ts");
  const { createHost } = await import("./core/host/host.ts");
  const { createClock } = await import("./core/host/clock.ts");
  const clock = createClock();
  return await runCommandLine(terminal, {
    phases,
    plugins,
    createHost,
    createResetHost: async (options) =>
      await (await import("./core/host/reset_host.ts")).createResetHost(options),
    clock,
    version: BUILD.version,
  });
}

/** This process is the one in which a discovery plugin runs; nothing else is loaded into it. */
async function runPlugin(): Promise<number> {
  const { runPluginProcess } = await import("./core/host/sandbox_child.ts");
  await runPluginProcess();
  return 0;
}

function printVersion(terminal: Terminal): number {
  const { deno, engine, target } = runtimeFacts();
  const { version, commit, kind } = BUILD;
  terminal.out(
    `kubeworker ${version} (commit ${commit}, ${kind}, deno ${deno}, ${engine}, ${target})\n`,
  );
  return 0;
}

if (import.meta.main) {
  const terminal = createTerminal();
  terminal.exit(await main(terminal));
}
