import { parseCaseFile } from "../../join/case_file.ts";
import { type Ended, runJoin } from "../../join/join_run.ts";
import { createWorld, type World } from "../../join/world.ts";
import type { JoinReport } from "../../../core/report/report.ts";

/** A stand-in cluster and a bare machine beside it. */
export async function createReported(more: Record<string, unknown> = {}): Promise<World> {
  const text = JSON.stringify({ why: "A report.", expect: { exit: 0 }, ...more });
  return await createWorld(parseCaseFile(text), "/nowhere");
}

/** Joins, with these flags beside. */
export async function joinOnce(world: World, ...flags: string[]): Promise<Ended> {
  const text = JSON.stringify({
    why: "A report.",
    expect: { exit: 0 },
    flags: ["--ignore-preflight-errors", "all", ...flags],
  });
  const { runs: [run] } = parseCaseFile(text);
  if (run === undefined) throw new Error("a case has a run");
  return await runJoin(world, run, "json");
}

/** The report that a machine holds; of age 1, the one before. */
export async function keptReport({ machine }: World, age = 0): Promise<JoinReport> {
  const name = age === 0 ? "report.json" : `report.${age}.json`;
  return JSON.parse(await Deno.readTextFile(`${machine.root}/var/lib/kubeworker/${name}`));
}
