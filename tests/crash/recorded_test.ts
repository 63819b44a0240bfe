import assert from "node:assert/strict";
import { reliabilityPage } from "../../scripts/docs/reliability_page.ts";
import { describe, readDescribed } from "./described.ts";
import { readRecorded } from "./recorded.ts";
import { SCENARIOS } from "./scenarios.ts";
import { undisturbed } from "./walk.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const PAGE = new URL("../../docs/reliability.md", import.meta.url);

Deno.test("docs/reliability.md has what was recorded, and no walk was lost", async () => {
  const page = await Deno.readTextFile(PAGE);
  assert.equal(await reliabilityPage(page), page, "run `deno task docs`");
  for (const kind of ["kills", "faults", "full-disk"] as const) {
    for (const [name, { lost, walked }] of Object.entries(await readRecorded(kind))) {
      assert.equal(lost, 0, `${kind} of ${name}`);
      assert.ok(walked > 0, `${kind} of ${name}`);
    }
  }
});

Deno.test("whatever a join changes or asks for is among the recorded effects", async () => {
  const [join] = SCENARIOS;
  assert.ok(join !== undefined);
  const { effects } = (await undisturbed(join)).run;
  const recorded = (await readRecorded("kills"))[join.name]?.effects ?? [];
  const known = new Set(recorded.map((text) => readDescribed(text).subject));
  const unknown = effects.map((effect) => readDescribed(describe(effect)).subject)
    .filter((subject) => !known.has(subject));
  assert.deepEqual(
    [...new Set(unknown)],
    [],
    "record them: `deno task test tests/crash/ -- --every-point --update`, then `deno task docs`",
  );
});

Deno.test("a page without the marks is refused", async () => {
  await assert.rejects(reliabilityPage("# Reliability\n"), /no marks of crash points/);
});
