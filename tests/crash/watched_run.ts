import { fileURLToPath } from "node:url";
import type { JoinEvent } from "../../core/engine/events.ts";
import { fill } from "../join/placeholders.ts";
import type { World } from "../join/world.ts";
import type { DiskError, Order, Side } from "./effects.ts";
import type { ServiceManager } from "./service_manager.ts";

const PROGRAM = fileURLToPath(new URL("./program.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

/** A moment at which a process can be stopped. */
export interface Point {
  readonly effect: string;
  readonly side: Side;
}

export interface WatchedRun {
  readonly code: number;
  readonly killed: boolean;
  readonly events: readonly JoinEvent[];
  readonly output: string;
  /** Everything that it did to the world, in order. */
  readonly effects: readonly string[];
  readonly points: readonly Point[];
}

/** Where, and what happens there. */
export type Blow = { kill: Point } | { fail: { effect: string; error: DiskError } };

/** Runs a command line on a stand-in machine, as a process of its own, to its end or until it is struck. */
export async function runWatched(
  { machine, placeholders }: Pick<World, "machine" | "placeholders">,
  manager: ServiceManager,
  args: readonly string[],
  blow?: Blow,
): Promise<WatchedRun> {
  const trace = await Deno.makeTempFile({ prefix: "kubeworker-trace-" });
  const order: Order = {
    root: machine.root,
    hostName: placeholders.HOST_NAME ?? "",
    services: manager.url,
    trace,
    ...blow,
  };
  const wanted = [...fill(args, placeholders), "--root", machine.root, "-o", "json"];
  try {
    const { code, signal, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-check", "--config", CONFIG, PROGRAM, ...wanted],
      env: { KUBEWORKER_CRASH: JSON.stringify(order) },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    const lines = (await Deno.readTextFile(trace)).split("\n").filter((line) => line !== "");
    return {
      code,
      killed: signal === "SIGKILL",
      events: readEvents(out ?? ""),
      output: `${out}${err}`,
      effects: lines.map((line) => line.slice(line.indexOf(" ") + 1)),
      points: lines.flatMap(pointsOf),
    };
  } finally {
    await Deno.remove(trace);
  }
}

function pointsOf(line: string): Point[] {
  const at = line.indexOf(" ");
  const sides = line.slice(0, at).split(",");
  return sides.flatMap((side): Point[] =>
    side === "before" || side === "half" || side === "after"
      ? [{ effect: line.slice(at + 1), side }]
      : []
  );
}

/** A process that was killed may have left half a line. */
function readEvents(text: string): JoinEvent[] {
  return text.split("\n").flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}
