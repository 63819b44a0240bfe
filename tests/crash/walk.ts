import { dirname } from "node:path";
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
  if (run.code !== (scenario.exit ?? 0)) {
    throw new Error(`${scenario.name} fails undisturbed: ${last(run)}`);
  }
  return { run, state: await endState(stage.world, scenario.anyRequests) };
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
  const why = await goesOn(stage, scenario, wanted);
  return why === undefined ? undefined : { point, why };
}

/** Types the same line again. @returns what is not as it has to be, if something is not */
export async function goesOn(
  { run, world }: Stage,
  { args, exit = 0, anyRequests }: Scenario,
  wanted: EndState,
): Promise<string | undefined> {
  const again = await run(args);
  if (again.code !== exit) return `the same line ended with ${again.code}: ${last(again)}`;
  const other = differences(wanted, await endState(world, anyRequests));
  return other.length === 0 ? undefined : other.join("\n");
}

/** A cluster, a machine, and whatever was done before. */
export interface Stage extends AsyncDisposable {
  readonly world: World;
  readonly manager: ServiceManager;
  run(args: readonly string[], blow?: Blow): Promise<WatchedRun>;
}

/** @param root where the machine's files are to be, if not in a temporary directory */
export async function setUp(
  { world: options, files = {}, first }: Scenario,
  root?: string,
): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const wanted = { why: "A crash.", expect: { exit: 0 }, ...options };
  const world = stack.use(
    await createWorld(parseCaseFile(JSON.stringify(wanted)), "/nowhere", root),
  );
  for (const [path, text] of Object.entries(fill(files, world.placeholders))) {
    const real = world.machine.root + path;
    await Deno.mkdir(dirname(real), { recursive: true });
    await Deno.writeTextFile(real, text);
    await Deno.chmod(real, 0o644);
  }
  const manager = stack.use(serveServices(world.machine.services));
  const run = (args: readonly string[], blow?: Blow) => runWatched(world, manager, args, blow);
  if (first !== undefined) {
    const before = await run(first);
    if (before.code !== 0) throw new Error(`What comes first fails: ${last(before)}`);
  }
  const owned = stack.move();
  return { world, manager, run, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Its result, or whatever else it said last. */
export function last({ stdout, stderr }: WatchedRun): string {
  return `${stdout}${stderr}`.trimEnd().split("\n").at(-1) ?? "";
}
