import { BUILD } from "./core/build_facts.ts";
import { COMPLETE_ARGUMENT } from "./core/cli/completion/complete_argument.ts";
import { versionText } from "./core/cli/version_text.ts";
import { PLUGIN_ARGUMENT } from "./core/host/plugin_argument.ts";
import { runtimeFacts } from "./core/host/runtime.ts";
import { createTerminal, type Terminal } from "./core/host/terminal.ts";
import type { Host } from "./core/host/types.ts";

/** What needs little is answered here; `program.ts` does the rest: host → options → plan → run → exit code. */
async function main(terminal: Terminal): Promise<number> {
  const [first] = terminal.args;
  // Everything else is loaded only now: a version must not pay for a join.
  const facts = { ...BUILD, ...runtimeFacts() };
  if (first === "--version" || (first === "version" && terminal.args.length === 1)) {
    terminal.out(versionText(facts));
    return 0;
  }
  if (first === PLUGIN_ARGUMENT) return await runPlugin();
  if (first === COMPLETE_ARGUMENT) return await complete(terminal);
  const { runProgram } = await import("./program.ts");
  return await runProgram(terminal, facts);
}

/** This process is the one in which a discovery plugin runs; nothing else is loaded into it. */
async function runPlugin(): Promise<number> {
  const { runPluginProcess } = await import("./core/host/sandbox_child.ts");
  await runPluginProcess();
  return 0;
}

/** Answers the completion of a shell. It must not disturb a prompt: what fails gives no words. */
async function complete(terminal: Terminal): Promise<number> {
  try {
    const { completeWords } = await import("./core/cli/completion/complete.ts");
    const { phases } = await import("./phases/manifest.ts");
    const { checks } = await import("./phases/preflight/manifest.ts");
    const { fixes } = await import("./phases/preflight/fix/manifest.ts");
    const known = { phases, checks, fixes, openHost };
    terminal.out(await completeWords(terminal.args.slice(1), known));
    return 0;
  } catch {
    return 1;
  }
}

/** A machine to look at. Completion seldom asks for one, and it costs a quarter of the time. */
async function openHost(root: string): Promise<Host & Disposable> {
  const { createHost } = await import("./core/host/host.ts");
  const { createClock } = await import("./core/host/clock.ts");
  const { version } = BUILD;
  return await createHost({ root, dryRun: true, emit() {}, version, clock: createClock() });
}

if (import.meta.main) {
  const terminal = createTerminal();
  terminal.exit(await main(terminal));
}
