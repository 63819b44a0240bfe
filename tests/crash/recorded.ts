import { fileURLToPath } from "node:url";
import { describe } from "./described.ts";
import type { Effect } from "./effects.ts";
import { WALKS_FAR } from "./spread.ts";

/** What a walk over all points came to. docs/reliability.md is made of it. */
export interface RecordedWalk {
  /** Points at which the run was killed, or faults that it met. */
  readonly walked: number;
  /** How many there are. */
  readonly of: number;
  readonly lost: number;
  /** Effects of the undisturbed run, as `describe` has them, in the order of their names. */
  readonly effects: readonly string[];
}

/** Walks of one kind, by the name of their scenario. */
export type RecordedWalks = Readonly<Record<string, RecordedWalk>>;

export type WalkKind = "kills" | "faults" | "full-disk";

/** `-- --every-point --update` behind the command that runs the tests: walk all, and record it. */
const UPDATING = Deno.args.includes("--update") && WALKS_FAR;

export async function readRecorded(kind: WalkKind): Promise<RecordedWalks> {
  const text = await Deno.readTextFile(fileOf(kind)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "{}";
    throw error;
  });
  return JSON.parse(text);
}

/** Keeps the result of a walk, if that was asked for. */
export async function record(
  kind: WalkKind,
  scenario: string,
  walk: Omit<RecordedWalk, "effects"> & { effects: readonly Effect[] },
): Promise<void> {
  if (!UPDATING) return;
  const { walked, of, lost } = walk;
  const effects = walk.effects.map(describe).sort();
  const walks = { ...await readRecorded(kind), [scenario]: { walked, of, lost, effects } };
  await Deno.writeTextFile(fileOf(kind), `${JSON.stringify(walks, undefined, 2)}\n`);
}

function fileOf(kind: WalkKind): string {
  return fileURLToPath(new URL(`./recorded/${kind}.json`, import.meta.url));
}
