import type { Tool, ToolRun } from "../../../core/cli/tool.ts";
import { JoinError } from "../../../core/engine/errors.ts";
import { createClock } from "../../../core/host/clock.ts";
import { createHost } from "../../../core/host/host.ts";
import { readInput } from "../../../core/host/operator_input.ts";
import { recorder } from "./events.ts";
import { temporaryRoot } from "./temporary_root.ts";

export interface ToolOptions {
  columns?: number;
  signal?: AbortSignal;
  /** In place of reading a file or standard input. */
  readInput?: Tool["terminal"]["readInput"];
  /** In place of an empty standard input. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a command printed, and how it ended. */
export interface ToolEnd {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | undefined;
  readonly error: JoinError | undefined;
}

/** Runs a command's work in this process, on a machine that is empty. */
export async function runTool(run: ToolRun, options: ToolOptions = {}): Promise<ToolEnd> {
  await using root = await temporaryRoot();
  const clock = createClock();
  const output = { stdout: "", stderr: "" };
  const tool: Tool = {
    terminal: {
      isTerminal: false,
      columns: options.columns ?? 80,
      out: (text) => void (output.stdout += text),
      err: (text) => void (output.stderr += text),
      readInput: options.readInput ?? readInput,
      env: (name) => options.env?.[name],
    },
    clock,
    version: "0.0.0-test",
    builtInPlugins: [],
    signal: options.signal ?? new AbortController().signal,
    openHost: ({ changesCluster } = {}) =>
      createHost({
        root: root.path,
        dryRun: true,
        changesCluster,
        emit: recorder().emit,
        version: "0.0.0-test",
        clock,
      }),
  };
  try {
    return { code: await run(tool), error: undefined, ...output };
  } catch (error) {
    if (!(error instanceof JoinError)) throw error;
    return { code: undefined, error, ...output };
  }
}
