import assert from "node:assert/strict";
import { preflightPage } from "../../scripts/docs/preflight_page.ts";
import { CONDITIONS } from "../lab/preflight/conditions.ts";
import { DIFFERENCES } from "../lab/preflight/differences.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const PAGE = new URL("../../docs/preflight.md", import.meta.url);

Deno.test("docs/preflight.md has the tables of the program and of the lab's test", async () => {
  const page = await Deno.readTextFile(PAGE);
  assert.equal(preflightPage(page), page, "run `deno task docs`");
  assert.match(page, /\| `FileExisting-crictl` \| up to 1\.31: error \|/);
});

Deno.test("a page without the marks is refused, and the text around them is kept", async () => {
  assert.throws(() => preflightPage("# Preflight\n"), /no marks of "eras"/);
  const page = await Deno.readTextFile(PAGE);
  const stale = page.replace("| `Swap` |", "| `Swapp` |");
  assert.notEqual(stale, page);
  assert.equal(preflightPage(stale), page);
});

Deno.test("every known difference is about a condition of that version", () => {
  for (const { when, check } of DIFFERENCES) {
    for (const [version, names] of Object.entries(when)) {
      for (const name of names) {
        const condition = CONDITIONS.find((one) => one.name === name);
        assert.ok(condition !== undefined, `${check}: ${name}`);
        assert.ok((condition.only ?? version) === version, `${check}: ${name} on ${version}`);
      }
    }
  }
});

Deno.test("conditions have different names", () => {
  assert.equal(new Set(CONDITIONS.map(({ name }) => name)).size, CONDITIONS.length);
});
