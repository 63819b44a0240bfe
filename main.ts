import { BUILD } from "./core/build_facts.ts";
import { runtimeFacts } from "./core/host/runtime.ts";
import { createTerminal, type Terminal } from "./core/host/terminal.ts";

/** The composition root: arguments → host → options → plan → run → exit code. */
async function main(terminal: Terminal): Promise<number> {
  const [first] = terminal.args;
  // Everything else is loaded only now: a version must not pay for a join.
  if (first === "--version" || first === "version") return printVersion(terminal);
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
    clock,
    version: BUILD.version,
  });
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
