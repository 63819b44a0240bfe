import assert from "node:assert/strict";
import { plan } from "../../core/engine/plan.ts";
import { phases } from "../../phases/manifest.ts";
import { PHASE_NAMES } from "../../phases/names.ts";
import { fixes } from "../../phases/preflight/fix/manifest.ts";
import { checks } from "../../phases/preflight/manifest.ts";
import { plugins } from "../../plugins/manifest.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

function isSummary(text: string): void {
  assert.ok(text.length > 5 && text.length <= 90, text);
  assert.ok(!text.endsWith(".") && !text.includes("\n"), text);
  assert.match(text, /^[^A-Z]|^[A-Z]{2}/);
}

Deno.test("the help knows every phase, in order", () => {
  assert.deepEqual(PHASE_NAMES, phases.map(({ name, summary }) => ({ name, summary })));
});

Deno.test.each(phases)("phase $name has a name and a summary for help", ({ name, summary }) => {
  assert.match(name, KEBAB);
  isSummary(summary);
});

Deno.test.each(phases)("phase $name says what it changes, a line each", ({ changes }) => {
  for (const line of changes) {
    assert.ok(line.length > 10 && !line.endsWith(".") && !line.includes("\n"), line);
  }
  assert.equal(new Set(changes).size, changes.length);
});

/** The code of a phase: its file, and its folder. Fixes change only what the operator asks them to. */
async function sourceOf(name: string): Promise<string> {
  const base = new URL(`../../phases/${name.replaceAll("-", "_")}`, import.meta.url).href;
  const texts = [await Deno.readTextFile(new URL(`${base}.ts`))];
  const inner = await Array.fromAsync(Deno.readDir(new URL(`${base}/`))).catch(() => []);
  const files = inner.filter(({ isFile }) => isFile);
  for (const { name } of files) texts.push(await Deno.readTextFile(new URL(`${base}/${name}`)));
  return texts.join("\n");
}

const WRITES =
  /files\.(write|remove|link|makeDirectory)\(|services\.(restart|stop)\(|submitRequest\(|method: "(POST|PATCH|DELETE)"/;

Deno.test.each(phases)(
  "phase $name declares changes exactly when it makes some",
  async ({ name, changes }) => {
    assert.equal(
      changes.length > 0,
      WRITES.test(await sourceOf(name)),
      `changes: ${changes.length}`,
    );
  },
);

Deno.test.each(phases)(
  "phase $name can be run alone: what changes something can be recalled",
  (phase) => {
    const used = phases.some(({ needs }) => needs.some((need) => phase.provides.includes(need)));
    if (used && phase.changes.length > 0) assert.equal(typeof phase.recall, "function");
    assert.ok(plan(phases, { only: phase.name }).some(({ action }) => action === "run"));
  },
);

Deno.test.each(phases)("phase $name may be left out together with all that need it", ({ name }) => {
  const after = phases.slice(phases.findIndex((phase) => phase.name === name)).map((phase) =>
    phase.name
  );
  assert.doesNotThrow(() => plan(phases, { skip: after }));
});

Deno.test("phase names are unique, and each value has one provider", () => {
  assert.equal(new Set(phases.map(({ name }) => name)).size, phases.length);
  const provided = phases.flatMap(({ provides }) => provides);
  assert.equal(new Set(provided).size, provided.length);
  assert.doesNotThrow(() => plan(phases));
});

Deno.test.each(plugins)(
  "plugin $name has a name and a summary, and is for none of no flags",
  (plugin) => {
    assert.match(plugin.name, KEBAB);
    isSummary(plugin.summary);
    assert.equal(plugin.fromFlags({}), undefined);
    assert.deepEqual(
      Object.keys(plugin).sort(),
      ["discover", "fromFlags", "name", "summary", "vouches"],
    );
  },
);

Deno.test("plugin names are unique", () => {
  assert.equal(new Set(plugins.map(({ name }) => name)).size, plugins.length);
});

Deno.test.each(checks)(
  "preflight check $name has a name of kubeadm's form and a summary",
  ({ name, summary }) => {
    assert.match(name, /^[A-Z][A-Za-z]*(-[-A-Za-z0-9_.]+)?$/);
    isSummary(summary);
  },
);

Deno.test.each(fixes)("fix $name mends a check, and says what it changes", (fix) => {
  assert.ok(checks.some(({ name }) => name === fix.name), `there is no check ${fix.name}`);
  isSummary(fix.summary);
  assert.ok(fix.changes.length > 0);
  for (const line of fix.changes) {
    assert.ok(line.length > 10 && !line.endsWith(".") && !line.includes("\n"), line);
  }
});

Deno.test("each check has at most one fix", () => {
  assert.equal(new Set(fixes.map(({ name }) => name)).size, fixes.length);
});

Deno.test("preflight check names are unique without regard to case, and none is `all`", () => {
  const names = checks.map(({ name }) => name.toLowerCase());
  assert.equal(new Set(names).size, names.length);
  assert.ok(!names.includes("all"));
});
