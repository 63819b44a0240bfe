import { pause } from "../../tests/lab/support/wait.ts";
import type { Machine } from "../../tests/lab/support/machine.ts";

/** A command that ran in a node, measured there. */
export interface TimedCommand {
  /** Milliseconds since the epoch, with fractions. */
  began: number;
  ended: number;
  /** The largest resident set of the process itself, its children not counted. */
  peakBytes: number;
  stdout: string;
}

/** Milliseconds between two looks at the process. */
const SAMPLE = 10;

/** bash reads the clock without starting a process for it. */
const SCRIPT = `s=$EPOCHREALTIME; "$@" > /run/timed.out & p=$!; echo "$s $p"; wait $p; r=$?
echo "$EPOCHREALTIME $r"`;

/** Runs a command in a node. @throws Error if it fails */
export async function timeCommand(node: Machine, command: string[]): Promise<TimedCommand> {
  const status = `${await node.root()}/proc`;
  const lines: string[] = [];
  const running = node.start("bash", "-c", SCRIPT, "timed", ...command);
  running.onLine((line) => void lines.push(line));
  let over = false;
  const done = running.done.finally(() => over = true);
  let peak = 0;
  while (!over) {
    const [, pid] = lines[0]?.split(" ") ?? [];
    if (pid !== undefined) peak = Math.max(peak, highWaterMark(`${status}/${pid}/status`));
    await pause(SAMPLE);
  }
  const { stderr } = await done;
  const [[began = ""] = [], [ended = "", code] = []] = lines.map((line) => line.split(" "));
  const stdout = await node.exec("cat", "/run/timed.out");
  if (code !== "0") throw new Error(`${command.join(" ")} ended with ${code}: ${stdout}${stderr}`);
  return { began: Number(began) * 1000, ended: Number(ended) * 1000, peakBytes: peak, stdout };
}

/** Only ever grows, so that a late look misses little. 0 when the process has ended. */
function highWaterMark(path: string): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(Deno.readTextFileSync(path)) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
