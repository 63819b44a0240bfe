import { parseCaseFile } from "../join/case_file.ts";
import { fill } from "../join/placeholders.ts";
import { createWorld, type World } from "../join/world.ts";
import { differences, type EndState, endState } from "./end_state.ts";
import type { Scenario } from "./scenarios.ts";
import { serveServices, type ServiceManager } from "./service_manager.ts";
import { type Blow, type Point, runWatched, type WatchedRun } from "./watched_run.ts";

/** An undisturbed run: what it does, and what it leads to. */
export interface Undisturbed {
  readonly run: WatchedRun;
  readonly state: EndState;
}

/** A point at which the same line, typed again, did not lead to the same end. */
export interface Loss {
  readonly point: Point;
  readonly why: string;
}

export async function undisturbed(scenario: Scenario): Promise<Undisturbed> {
  await using stage = await setUp(scenario);
  const run = await stage.run(scenario.args);
  if (run.code !== 0) throw new Error(`${scenario.name} fails undisturbed: ${run.output}`);
  return { run, state: await endState(stage.world) };
}

/** Kills a run at a point, types the line again, and compares. @returns what is lost, if something is */
export async function killAt(
  scenario: Scenario,
  point: Point,
  wanted: EndState,
): Promise<Loss | undefined> {
  await using stage = await setUp(scenario);
  const first = await stage.run(scenario.args, { kill: point });
  if (!first.killed) {
    return { point, why: `it was not killed, but ended with ${first.code}: ${last(first)}` };
  }
  const again = await stage.run(scenario.args);
  if (again.code !== 0) {
    return { point, why: `the same line ended with ${again.code}: ${last(again)}` };
  }
  const other = differences(wanted, await endState(stage.world));
  return other.length === 0 ? undefined : { point, why: other.join("\n") };
}

/** A cluster, a machine, and whatever was done before. */
export interface Stage extends AsyncDisposable {
  readonly world: World;
  readonly manager: ServiceManager;
  run(args: readonly string[], blow?: Blow): Promise<WatchedRun>;
}

export async function setUp({ world: options, files = {}, first }: Scenario): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const wanted = { why: "A crash.", expect: { exit: 0 }, ...options };
  const world = stack.use(
    await createWorld(parseCaseFile(JSON.stringify(wanted)), "/nowhere"),
  );
  const { root } = world.machine;
  for (const [path, text] of Object.entries(fill(files, world.placeholders))) {
    await Deno.mkdir(`${root}${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
    await Deno.writeTextFile(root + path, text);
    await Deno.chmod(root + path, 0o644);
  }
  const manager = stack.use(serveServices(world.machine.services));
  const run = (args: readonly string[], blow?: Blow) => runWatched(world, manager, args, blow);
  if (first !== undefined) {
    const before = await run(first);
    if (before.code !== 0) throw new Error(`What comes first fails: ${before.output}`);
  }
  const owned = stack.move();
  return { world, manager, run, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function last({ output }: WatchedRun): string {
  return output.trimEnd().split("\n").at(-1) ?? "";
}
