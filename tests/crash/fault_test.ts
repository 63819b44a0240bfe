/** A disk that fails at each write: said by name, no secret left, and the same line joins afterwards. */
import assert from "node:assert/strict";
import type { DiskError } from "./effects.ts";
import { failsAndGoesOn } from "./fault.ts";
import { record } from "./recorded.ts";
import { SCENARIOS } from "./scenarios.ts";
import { spread } from "./spread.ts";
import { canMount, tinyDisk } from "./tiny_disk.ts";
import { twoAtOnce } from "./two_at_once.ts";
import { undisturbed } from "./walk.ts";
import type { WatchedRun } from "./watched_run.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const ERRORS: readonly DiskError[] = ["ENOSPC", "EACCES", "EIO"];
/** Of each scenario, unless all are asked for: faults, and full disks. */
const FAULTS = 3;
const FULL_DISKS = 1;

/** In this order: an effect that one has in common with those before it is not tried again. */
const NAMES = ["join", "join --tls-bootstrap=kubelet", "join --fix", "reset"];
const scenarios = NAMES.flatMap((name) => SCENARIOS.filter((one) => one.name === name));
const tried = { failing: new Set<string>(), full: new Set<string>() };

/** Effects on files that were not tried yet. */
function untried({ effects }: WatchedRun, before: Set<string>): string[] {
  const names = effects.filter(({ kind }) => kind === "file").map(({ name }) => name);
  const left = names.filter((name) => !before.has(name));
  for (const name of left) before.add(name);
  return left;
}

for (const scenario of scenarios) {
  Deno.test(`a disk that fails, then the same line again: ${scenario.name}`, async () => {
    const { run, state } = await undisturbed(scenario);
    const writes = untried(run, tried.failing);
    const all = ERRORS.flatMap((error) => writes.map((effect) => ({ effect, error })));
    const faults = spread(all, FAULTS);
    const lost = await twoAtOnce(faults, async (fail) => {
      const why = await failsAndGoesOn(scenario, { fail }, state).catch(String);
      return why === undefined ? [] : [`${fail.error} at ${fail.effect}: ${why}`];
    });
    const { effects } = run;
    const count = { walked: faults.length, of: all.length, lost: lost.flat().length };
    await record("faults", scenario.name, { ...count, effects });
    assert.deepEqual(lost.flat(), [], `${faults.length} faults`);
  });
}

for (const scenario of scenarios) {
  Deno.test({
    name: `a disk that is really full, then the same line again: ${scenario.name}`,
    ignore: !canMount(),
    async fn() {
      const { run, state } = await undisturbed(scenario);
      const writes = untried(run, tried.full);
      const walked = spread(writes, FULL_DISKS);
      const lost = await twoAtOnce(walked, async (effect) => {
        await using disk = await tinyDisk();
        const fill = { effect, directory: disk.path };
        const where = { root: `${disk.path}/root`, mend: disk.free };
        const why = await failsAndGoesOn(scenario, { fill }, state, where).catch(String);
        return why === undefined ? [] : [`full at ${effect}: ${why}`];
      });
      const { effects } = run;
      const count = { walked: walked.length, of: writes.length, lost: lost.flat().length };
      await record("full-disk", scenario.name, { ...count, effects });
      assert.deepEqual(lost.flat(), []);
    },
  });
}
