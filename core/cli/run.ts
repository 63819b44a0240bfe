import type { JoinContext } from "../context.ts";
import type { AnyDiscoveryPlugin } from "../discovery/contract.ts";
import { toJoinError } from "../engine/errors.ts";
import { createEmit, type Emit, type JoinEvent, type Outcome } from "../engine/events.ts";
import type { AnyPhase } from "../engine/phase.ts";
import type { Clock, Host, ResetHost } from "../host/types.ts";
import { join, type JoinRequest } from "../join.ts";
import { watchHardships } from "../kube/hardships.ts";
import { parseCommandLine } from "./command_line.ts";
import type { ResetFlags } from "./commands/command.ts";
import { readGiven } from "./config/given.ts";
import type { Caller } from "./caller.ts";
import { failure } from "./error_report.ts";
import type { ToolRun } from "./tool.ts";
import { jsonOutput, type Output, textOutput } from "./output.ts";
import { createRecorder, type Recorder } from "./record.ts";
import { checksOutput } from "./preflight/checks_output.ts";
import { gatherChecks } from "./preflight/gather_checks.ts";
import { type VersionFacts, versionText } from "./version_text.ts";

/** What main brings: the lists, and the way to a machine. */
export interface Parts {
  phases: readonly AnyPhase<JoinContext>[];
  plugins: readonly AnyDiscoveryPlugin[];
  version: string;
  facts: VersionFacts;
  clock: Clock;
  createHost(options: HostRequest): Promise<Host & Disposable>;
  createResetHost(options: HostRequest): Promise<ResetHost & Disposable>;
}

export interface HostRequest {
  root: string;
  dryRun: boolean;
  changesCluster?: boolean | undefined;
  emit: Emit;
  version: string;
  /** As the lock shows it to others. */
  command?: string;
  clock: Clock;
}

const TICK_MS = 100;

/** Runs a command line to its end. @returns the exit code */
export async function runCommandLine(caller: Caller, parts: Parts): Promise<number> {
  const { clock } = parts;
  let output: Output = early(caller);
  function show(event: JoinEvent): void {
    output.show(event);
  }
  const recorder = createRecorder();
  const emit = createEmit(clock, show, recorder.see);
  try {
    const request = parseCommandLine(caller.args, parts.phases, caller.columns);
    if (request.kind === "help") {
      caller.out(request.text);
      return 0;
    }
    if (request.kind === "version") {
      caller.out(versionText(parts.facts, request.form));
      return 0;
    }
    if (request.kind === "tool") return await runTool(request.run, { caller, parts, emit });
    const signal = caller.interruption();
    if (request.kind === "reset") {
      const { flags } = request;
      // Whatever goes is shown.
      output = flags.output === "json" ? jsonOutput(caller) : textOutput(caller, true);
      return await runReset(flags, { caller, parts, emit, output, signal });
    }
    const { only, report } = request;
    const { readInput, otherReaders, env } = caller;
    const given = await readGiven(request.flags, { readInput, otherReaders, env, signal });
    const { flags, configuration, warnings } = given;
    const verbose = flags.verbose ?? flags.dryRun ?? false;
    output = flags.output === "json"
      ? jsonOutput(caller)
      : report === "checks"
      ? checksOutput(caller, flags.verbose ?? false)
      : textOutput(caller, verbose);
    const told = report === "checks" ? gatherChecks(emit) : emit;
    for (const warning of warnings) told({ kind: "note", level: "warning", ...warning });
    const asked = { flags, configuration, only };
    const run = { caller, parts, emit: told, output, signal };
    return await runJoin(asked, run, report === undefined ? recorder : undefined);
  } catch (thrown) {
    return fail(thrown, emit, caller.args.includes("--dry-run"));
  }
}

/** A command that looks and prints. Warnings of the host are shown as those of a join are. */
async function runTool(
  run: ToolRun,
  { caller, parts, emit }: Omit<Run, "output" | "signal">,
): Promise<number> {
  const { clock, version, plugins } = parts;
  // Its output is its own: under `-o json` no request comes before it.
  const emitWarnings: Emit = (event) => event.kind === "request" ? undefined : emit(event);
  return await run({
    terminal: caller,
    clock,
    version,
    builtInPlugins: plugins.map(({ name }) => name),
    signal: caller.interruption(),
    openHost: ({ root = "/", changesCluster } = {}) =>
      parts.createHost({ root, dryRun: true, changesCluster, emit: emitWarnings, version, clock }),
  });
}

interface Run {
  caller: Caller;
  parts: Parts;
  emit: Emit;
  output: Output;
  signal: AbortSignal;
}

async function runJoin(
  asked: Pick<JoinRequest, "flags" | "configuration" | "only">,
  { caller, parts, emit, ...run }: Run,
  recorder: Recorder | undefined,
): Promise<number> {
  const { phases, plugins, clock, facts } = parts;
  return await runToEnd(asked.flags, { caller, parts, emit, ...run }, async (options, signal) => {
    const command = asked.only === undefined ? "join" : `join phase ${asked.only}`;
    const watched = watchHardships(options.emit, clock);
    using host = await parts.createHost({ ...options, command, emit: watched.emit });
    const resetHost = () => parts.createResetHost({ ...options, emit: watched.emit });
    async function work(): Promise<Outcome> {
      const outcome = await join({ phases, plugins, ...asked, host, resetHost, emit, signal });
      const hardships = watched.summary();
      return hardships === undefined || !outcome.ok ? outcome : { ...outcome, hardships };
    }
    if (recorder === undefined) return await work();
    const sudoUser = caller.env("SUDO_USER");
    const about = { host, clock, emit, args: caller.args, sudoUser, program: facts };
    return await recorder.record(work, about);
  });
}

async function runReset(flags: ResetFlags, run: Run): Promise<number> {
  return await runToEnd(flags, run, async (options, signal) => {
    const reset = await import("./reset/run_reset.ts");
    using host = await run.parts.createResetHost(options);
    return await reset.runReset(flags, { host, emit: run.emit, signal });
  });
}

/** Does the work of a command, with a live line meanwhile, and ends with its result. */
async function runToEnd(
  flags: { root?: string | undefined; dryRun?: boolean | undefined },
  { parts: { version, clock }, emit, output, signal }: Run,
  work: (options: HostRequest, signal: AbortSignal) => Promise<Outcome>,
): Promise<number> {
  const ended = new AbortController();
  const ticking = tick(output, clock, ended.signal);
  const dryRun = flags.dryRun ?? false;
  try {
    const outcome = await work({ root: flags.root ?? "/", dryRun, emit, version, clock }, signal);
    emit({ kind: "result", ...outcome });
    return 0;
  } catch (thrown) {
    return fail(thrown, emit, dryRun);
  } finally {
    ended.abort();
    await ticking;
  }
}

async function tick(output: Output, clock: Clock, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await clock.sleep(TICK_MS, signal);
      output.tick(clock.elapsedMs());
    }
  } catch { /* the run has ended */ }
}

function fail(thrown: unknown, emit: Emit, dryRun: boolean): number {
  const error = toJoinError(thrown);
  emit({ kind: "result", ...failure(error, dryRun) });
  return error.exitCode;
}

/** Before the flags have been read: a program that asked for JSON gets its error as JSON, too. */
function early(caller: Caller): Output {
  const text = caller.args.join(" ");
  return /(^| )(-o|--output)[= ]?json( |$)/.test(text)
    ? jsonOutput(caller)
    : textOutput(caller, false);
}
