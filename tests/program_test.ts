import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { capture } from "../scripts/build/command.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What a join loads before its plan, comments counted, packages not. With QuickJS 100 KB take it about 5 ms. */
const MOST_MODULES = 295;
const MOST_BYTES = 720_000;
/** Each costs a join more than all of our own code: what needs them is imported where it is used. */
const HEAVY = ["node:fs", "node:fs/promises", "node:module", "node:child_process", "node:url"];
const HEAVY_PACKAGE = /^npm:\/*@peculiar/;

interface Graph {
  modules: Module[];
  redirects: Record<string, string>;
}

interface Module {
  specifier: string;
  size?: number;
  dependencies?: { code?: { specifier: string }; isDynamic?: boolean }[];
}

async function graphOf(entry: string): Promise<Graph> {
  const { stdout } = await capture(Deno.execPath(), ["info", "--json", entry], { cwd: ROOT });
  return JSON.parse(stdout);
}

/** A module and all that it imports statically, by specifier; packages count as one. */
function loadedWith(entry: string, { modules, redirects }: Graph): Map<string, number> {
  const bySpecifier = new Map(modules.map((module) => [module.specifier, module]));
  const loaded = new Map<string, number>();
  function load(given: string): void {
    const specifier = redirects[given] ?? given;
    if (loaded.has(specifier)) return;
    const module = bySpecifier.get(specifier);
    loaded.set(specifier, module?.size ?? 0);
    for (const { code, isDynamic } of module?.dependencies ?? []) {
      if (code !== undefined && isDynamic !== true) load(code.specifier);
    }
  }
  load(entry);
  return loaded;
}

Deno.test("program.ts loads little before a join's plan", async () => {
  const loaded = loadedWith(`file://${ROOT}program.ts`, await graphOf("program.ts"));
  const bytes = [...loaded.values()].reduce((sum, size) => sum + size, 0);
  assert.ok(loaded.size <= MOST_MODULES, `${loaded.size} modules are loaded at the start`);
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes are loaded at the start`);
  for (const module of HEAVY) assert.ok(!loaded.has(module), `${module} is loaded at the start`);
  assert.deepEqual([...loaded.keys()].filter((name) => HEAVY_PACKAGE.test(name)), []);
});
