import { fileURLToPath } from "node:url";
import type { JoinEvent } from "../../core/engine/events.ts";
import { fill } from "../join/placeholders.ts";
import type { World } from "../join/world.ts";
import type { Effect, Order, Side } from "./effects.ts";
import type { ServiceManager } from "./service_manager.ts";

const PROGRAM = fileURLToPath(new URL("./program.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

/** A moment at which a process can be stopped. */
export interface Point {
  readonly effect: string;
  readonly side: Side;
}

export interface WatchedRun {
  readonly args: readonly string[];
  readonly code: number;
  readonly killed: boolean;
  readonly events: readonly JoinEvent[];
  readonly stdout: string;
  readonly stderr: string;
  /** Everything that it did to the world, in order. */
  readonly effects: readonly Effect[];
}

/** What happens to a run. */
export type Blow = Pick<Order, "kill" | "fail" | "fill">;

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
    const out = new TextDecoder().decode(stdout);
    const lines = (await Deno.readTextFile(trace)).split("\n").filter((line) => line !== "");
    return {
      args: wanted,
      code,
      killed: signal === "SIGKILL",
      events: readEvents(out),
      stdout: out,
      stderr: new TextDecoder().decode(stderr),
      effects: lines.map((line) => JSON.parse(line)),
    };
  } finally {
    await Deno.remove(trace);
  }
}

/** All moments at which such a run can be stopped. */
export function pointsOf({ effects }: WatchedRun): Point[] {
  return effects.flatMap(({ name, sides }) => sides.map((side) => ({ effect: name, side })));
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
