import assert from "node:assert/strict";
import { dirname } from "node:path";
import { filesBelow } from "./before.ts";
import { type Entry, renderTree } from "./tree.ts";
import { normalize } from "./normalize.ts";
import type { Placeholders } from "./placeholders.ts";

/** Records instead of comparing: `-- --update` behind the command that runs the tests. */
const UPDATING = Deno.args.includes("--update");

/** Files that have nothing to compare; the tree shows that they are there. */
const LEFT_OUT = /^\/var\/lib\/(kubeworker|kubelet\/pki)\//;

/** Compares a machine with what was recorded of it: its tree, and those files that were kept. */
export async function checkAfter(
  after: string,
  entries: readonly Entry[],
  placeholders: Placeholders,
): Promise<void> {
  const kept = await Array.fromAsync(filesBelow(`${after}/files`));
  const first = await Array.fromAsync(filesBelow(after)).then((paths) => paths.length === 0);
  await checkText(`${after}/tree.txt`, normalize(renderTree(entries), placeholders));
  const texts = new Map(
    entries.filter(({ kind, path }) => kind === "file" && !LEFT_OUT.test(path))
      .map(({ path, text }) => [normalize(path, placeholders), normalize(text, placeholders)]),
  );
  for (const path of UPDATING && first ? texts.keys() : kept) {
    const text = texts.get(path);
    if (text !== undefined) await checkText(`${after}/files${path}`, text);
    else if (UPDATING) await Deno.remove(`${after}/files${path}`);
    else assert.fail(`${path} was recorded, but it is not there`);
  }
}

/** Compares a text with a recorded file, or records it. */
export async function checkText(file: string, text: string): Promise<void> {
  if (UPDATING) {
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeTextFile(file, text);
    return;
  }
  const recorded = await Deno.readTextFile(file).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`${file} is not there: record it with --update, and read it`);
  });
  assert.equal(text, recorded, `not as recorded in ${file}`);
}
