import assert from "node:assert/strict";
import { type CaseFile, parseCaseFile } from "./case_file.ts";
import { checkExpectation } from "./expectations.ts";
import { checkEnd, checkMachine } from "./invariants.ts";
import { type Form, runJoin } from "./join_run.ts";
import { normalizeOutput } from "./normalize.ts";
import { checkAfter, checkText } from "./recorded.ts";
import { type Entry, listTree } from "./tree.ts";
import { createWorld } from "./world.ts";

/** Runs one case to its end and compares everything. README.md says what a case is. */
export async function runCase(folder: string): Promise<void> {
  const text = await Deno.readTextFile(`${folder}/case.json`);
  const forms: Form[] = parseCaseFile(text).text ? ["terminal", "plain"] : [];
  // A run may change what it was given: each form of output gets its own.
  const ended = await Promise.allSettled([
    runAsProgram(folder, parseCaseFile(text)),
    ...forms.map((form) => runAsPerson(folder, parseCaseFile(text), form)),
  ]);
  for (const one of ended) if (one.status === "rejected") throw one.reason;
}

async function runAsProgram(folder: string, wanted: CaseFile): Promise<void> {
  await using world = await createWorld(wanted, `${folder}/before`);
  const { machine: { root }, placeholders, controlPlane } = world;
  const before = await Array.fromAsync(listTree(root));
  for (const run of wanted.runs) {
    const ended = await runJoin(world, run, "json");
    checkEnd(ended);
    checkExpectation(ended, run.expect, placeholders);
    await checkMachine(root, ended, [controlPlane.token]);
    const { kubeletRuns } = run.expect;
    if (kubeletRuns !== undefined) assert.equal(world.machine.kubelet.isActive(), kubeletRuns);
    if (run.expect.nothingWritten) assert.deepEqual(await Array.fromAsync(listTree(root)), before);
  }
  const after: Entry[] = await Array.fromAsync(listTree(root));
  const untouched = wanted.runs.every(({ expect }) => expect.nothingWritten);
  if (!untouched) await checkAfter(`${folder}/after`, after, placeholders);
}

/** The same again for its text alone. */
async function runAsPerson(folder: string, wanted: CaseFile, form: Form): Promise<void> {
  await using world = await createWorld(wanted, `${folder}/before`);
  const { machine: { root }, placeholders, controlPlane } = world;
  let shown = "";
  for (const run of wanted.runs) {
    const ended = await runJoin(world, run, form);
    assert.equal(ended.exit, run.expect.exit);
    await checkMachine(root, ended, [controlPlane.token]);
    shown += normalizeOutput(ended, placeholders);
  }
  await checkText(`${folder}/after/${form}.txt`, shown);
}
