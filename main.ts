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
  if (asksForHelp(terminal.args)) {
    const text = await help(terminal);
    if (text !== undefined) {
      terminal.out(text);
      return 0;
    }
  }
  const { runProgram } = await import("./program.ts");
  return await runProgram(terminal, facts);
}

function asksForHelp(args: readonly string[]): boolean {
  return args[0] === "help" || args.includes("--help") || args.includes("-h");
}

/** The help that a command line asks for, without what a join needs; undefined where it asks for something else. */
async function help({ args, columns }: Terminal): Promise<string | undefined> {
  const { parseCommandLine } = await import("./core/cli/command_line.ts");
  const { PHASE_NAMES } = await import("./phases/names.ts");
  try {
    const request = parseCommandLine(args, PHASE_NAMES, columns);
    return request.kind === "help" ? request.text : undefined;
  } catch {
    // What is wrong with it is said where everything else is.
    return undefined;
  }
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
    const { PHASE_NAMES: phases } = await import("./phases/names.ts");
    const checks = async () => (await import("./phases/preflight/manifest.ts")).checks;
    const fixes = async () => (await import("./phases/preflight/fix/manifest.ts")).fixes;
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
