import type { JoinFlags } from "../config/join_flags.ts";
import type { JoinContext } from "../context.ts";
import type { AnyDiscoveryPlugin } from "../discovery/contract.ts";
import { toJoinError } from "../engine/errors.ts";
import { createEmit, type Emit, type JoinEvent, type Outcome } from "../engine/events.ts";
import type { AnyPhase } from "../engine/phase.ts";
import type { Clock, Host } from "../host/types.ts";
import { join } from "../join.ts";
import { parseCommandLine } from "./command_line.ts";
import { reportError } from "./error_report.ts";
import { jsonOutput, type Output, type Sink, textOutput } from "./output.ts";

/** What main brings: the lists, and the way to a machine. */
export interface Parts {
  phases: readonly AnyPhase<JoinContext>[];
  plugins: readonly AnyDiscoveryPlugin[];
  version: string;
  clock: Clock;
  createHost(options: {
    root: string;
    dryRun: boolean;
    emit: Emit;
    version: string;
    clock: Clock;
  }): Promise<Host & Disposable>;
}

export interface Caller extends Sink {
  readonly args: readonly string[];
  interruption(): AbortSignal;
}

const TICK_MS = 100;

/** Runs a command line to its end. @returns the exit code */
export async function runCommandLine(caller: Caller, parts: Parts): Promise<number> {
  const { clock } = parts;
  let output: Output = early(caller);
  function show(event: JoinEvent): void {
    output.show(event);
  }
  const emit = createEmit(clock, show);
  try {
    const request = parseCommandLine(caller.args, parts.phases, caller.columns);
    if (request.kind === "help") {
      caller.out(request.text);
      return 0;
    }
    if (request.kind === "version") {
      caller.out(`kubeworker ${parts.version}\n`);
      return 0;
    }
    const { flags, only } = request;
    output = flags.output === "json"
      ? jsonOutput(caller)
      : textOutput(caller, flags.verbose ?? flags.dryRun ?? false);
    return await runJoin(flags, only, { caller, parts, emit, output });
  } catch (thrown) {
    return fail(thrown, emit, caller.args.includes("--dry-run"));
  }
}

interface Run {
  caller: Caller;
  parts: Parts;
  emit: Emit;
  output: Output;
}

async function runJoin(flags: JoinFlags, only: string | undefined, run: Run): Promise<number> {
  const { parts, emit, output } = run;
  const { clock, version, phases, plugins } = parts;
  const signal = run.caller.interruption();
  const ended = new AbortController();
  const ticking = tick(output, clock, ended.signal);
  const dryRun = flags.dryRun ?? false;
  try {
    using host = await parts.createHost({ root: flags.root ?? "/", dryRun, emit, version, clock });
    const outcome: Outcome = await join({ phases, plugins, flags, only, host, emit, signal });
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
  const { exitCode } = error;
  emit({ kind: "result", ok: false, exitCode, dryRun, error: reportError(error) });
  return exitCode;
}

/** Before the flags have been read: a program that asked for JSON gets its error as JSON, too. */
function early(caller: Caller): Output {
  const text = caller.args.join(" ");
  return /(^| )(-o|--output)[= ]?json( |$)/.test(text)
    ? jsonOutput(caller)
    : textOutput(caller, false);
}
