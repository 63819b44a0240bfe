import assert from "node:assert/strict";
import { checkEnd, checkMachine } from "../join/invariants.ts";
import { differences, type EndState, endState } from "./end_state.ts";
import type { Scenario } from "./scenarios.ts";
import { goesOn, last, setUp, type Stage } from "./walk.ts";
import type { Blow, WatchedRun } from "./watched_run.ts";

/**
 * Runs a line while the disk fails it, and again when the disk is well. It must have said so by name, left
 * no secret and nothing half written, and then reach the end of an undisturbed run.
 *
 * @param mend makes the disk well
 * @throws AssertionError
 */
export async function failsAndGoesOn(
  scenario: Scenario,
  blow: Blow,
  wanted: EndState,
  { root, mend }: { root?: string; mend?: () => Promise<void> } = {},
): Promise<void> {
  await using stage = await setUp(scenario, root);
  const run = await stage.run(scenario.args, blow);
  await saidSo(run, stage);
  await mend?.();
  if (run.code === 0) didWithout(run, wanted, await endState(stage.world, scenario.anyRequests));
  assert.equal(await goesOn(stage, scenario, wanted), undefined);
}

/** What a join can do without, it may go on without: its report alone may be missing, and that is said. */
function didWithout(run: WatchedRun, wanted: EndState, found: EndState): void {
  const other = differences(wanted, found);
  if (other.length === 0) return;
  assert.deepEqual(
    other.filter((line) => !line.startsWith("/var/lib/kubeworker/report.json:")),
    [],
  );
  assert.ok(run.events.some((event) => event.kind === "note" && event.level === "warning"));
}

async function saidSo(run: WatchedRun, { world }: Stage): Promise<void> {
  const { events, code: exit } = run;
  checkEnd({ events, exit });
  await checkMachine(world.machine.root, run, [world.controlPlane.token]);
  const result = events.at(-1);
  if (result?.kind !== "result" || result.ok) return;
  const { code, message, hint, causes = [] } = result.error;
  // A kubelet that meets the same disk ends, and its last words are told.
  const kubelet = code === "kubelet-crashed" && /No space left/.test(causes.join());
  if (!kubelet) assert.match(code, /^(disk-full|file-failed|reset-incomplete)$/, last(run));
  const told = [message, hint, ...kubelet ? causes : []].join(" ");
  assert.match(told, /\/[a-z]/, `no path: ${last(run)}`);
}
