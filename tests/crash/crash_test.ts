/**
 * Kills a run of the real program at every effect that it has on the world, types the same line again, and
 * compares the end with that of an undisturbed run. A spread of the points; `-- --every-point` walks all.
 */
import assert from "node:assert/strict";
import { record } from "./recorded.ts";
import { SCENARIOS } from "./scenarios.ts";
import { spread } from "./spread.ts";
import { twoAtOnce } from "./two_at_once.ts";
import { killAt, undisturbed } from "./walk.ts";
import { pointsOf } from "./watched_run.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** Of each scenario, unless all are asked for. */
const POINTS = 3;

for (const scenario of SCENARIOS) {
  Deno.test(`killed anywhere, the same line again: ${scenario.name}`, async () => {
    const { run, state } = await undisturbed(scenario);
    const points = pointsOf(run);
    assert.ok(points.length > 30, `${points.length} points are too few to be all`);
    const walked = spread(points, POINTS);
    const losses = await twoAtOnce(walked, (point) => killAt(scenario, point, state));
    const lost = losses.filter((loss) => loss !== undefined);
    const { effects } = run;
    const count = { walked: walked.length, of: points.length, lost: lost.length };
    await record("kills", scenario.name, { ...count, effects });
    assert.deepEqual(
      lost.map(({ point, why }) => `${point.side} ${point.effect}: ${why}`),
      [],
      `${lost.length} of ${walked.length} points are lost`,
    );
  });
}
