import type { Hook } from "../config/worker_configuration.ts";
import { JoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import type { HookPlace } from "../engine/facts.ts";
import type { Clock, ExecResult, Host } from "../host/types.ts";

const MOST_LINES = 200;
const MOST_CHARACTERS = 1000;

export interface HookRun {
  readonly host: Pick<Host, "exec">;
  readonly clock: Clock;
  readonly place: HookPlace;
  readonly env: Readonly<Record<string, string>>;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/**
 * Runs one hook to its end, and with its deadline or an abort ends it and all that it has started. Its
 * arguments are not shown: they are the operator's, and may hold what nobody else is to see.
 *
 * @throws JoinError `hook-failed`
 */
export async function runHook({ command, timeoutMs }: Hook, run: HookRun): Promise<void> {
  const { clock, place, emit } = run;
  const [path] = command;
  const began = clock.elapsedMs();
  function say(outcome: "started" | "done" | "failed"): void {
    emit({ kind: "hook", place, path, outcome, ms: clock.elapsedMs() - began });
  }
  say("started");
  const what = `hook ${path}`;
  emit({ kind: "waiting", phase: place, what, deadlineMs: timeoutMs });
  try {
    const { code, stdout, stderr } = await toEnd({ command, timeoutMs }, run);
    const lines = linesOf(`${stdout}\n${stderr}`);
    for (const text of lines.slice(0, MOST_LINES)) emit({ kind: "hook-log", path, text });
    if (code !== 0) {
      const last = linesOf(stderr).at(-1) ?? linesOf(stdout).at(-1) ?? "it said nothing";
      throw new JoinError("hook-failed", `Hook ${path} (${place}) ended with code ${code}`, {
        cause: new Error(last),
        ...hintOf(place),
      });
    }
    say("done");
  } catch (error) {
    say("failed");
    throw error;
  } finally {
    emit({ kind: "waited", phase: place, what, ms: clock.elapsedMs() - began });
  }
}

async function toEnd(
  { command: [path, ...args], timeoutMs }: Hook,
  { host, env, place, signal }: HookRun,
): Promise<ExecResult> {
  try {
    return await host.exec.run(path, args, { timeoutMs, signal, env, withChildren: true });
  } catch (error) {
    if (!(error instanceof JoinError) || error.code !== "command-failed") throw error;
    // Its own message has the arguments. Only what could not be started has a cause.
    if (error.cause === undefined) {
      const limit = `did not end within ${timeoutMs / 1000} s`;
      throw new JoinError("hook-failed", `Hook ${path} (${place}) ${limit}`, {
        hint: "it was killed with all that it had started; `timeout` of the hook gives it longer",
      });
    }
    throw new JoinError("hook-failed", `Cannot run hook ${path} (${place})`, {
      hint: "is it a program for this machine, or a script whose first line names its interpreter?",
    });
  }
}

/** Only of a join that is through there is more to say than the error's own hint. */
function hintOf(place: HookPlace): { hint?: string } {
  const hint =
    "the node has joined, and stays so; mend the hook and run the same command again: it runs the hooks again";
  return place === "afterJoin" ? { hint } : {};
}

function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trimEnd().slice(0, MOST_CHARACTERS))
    .filter((line) => line !== "");
}
