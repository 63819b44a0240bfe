import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { intersect } from "../../../core/discovery/user/permissions.ts";
import { readMetadata } from "../../../core/discovery/user/metadata.ts";
import { checkSection } from "../../../core/discovery/user/section_schema.ts";
import { createSandbox } from "../../../core/host/sandbox.ts";
import type { PluginAnswer } from "../../../core/host/types.ts";

/** Where the examples of plugins are. */
export const EXAMPLES = fileURLToPath(new URL("../../../examples/plugins", import.meta.url));

/** What the operator grants. */
export interface Granted {
  net?: string[];
  read?: string[];
  timeoutMs?: number;
}

/** What came of a run, and everything that the plugin has said. */
export interface Run {
  answer: PluginAnswer;
  log: string[];
}

/** Runs an example as a join does, but shows what it answers as it is: secrets, code and hint. */
export async function run(name: string, section: unknown, granted: Granted): Promise<Run> {
  const { timeoutMs = 10_000 } = granted;
  const log: string[] = [];
  const text = await Deno.readTextFile(`${EXAMPLES}/${name}.ts`);
  await using plugin = await createSandbox("/").open({ text, language: "typescript" }, {
    what: `plugin "${name}"`,
    timeoutMs: timeoutMs + 5000,
    memoryBytes: 512 << 20,
    signal: new AbortController().signal,
    log: (line) => void log.push(line),
  });
  const status = await plugin.ask({ operation: "status" });
  if (status.kind !== "answer") assert.fail(status.message);
  const metadata = readMetadata(status.value, name);
  checkSection(metadata, section);
  const { net, read } = intersect(name, metadata.permissions, {
    net: granted.net ?? [],
    read: granted.read ?? [],
    vouch: true,
  });
  const permissions = { net, read };
  const answer = await plugin.ask({ operation: "discover", section, permissions, timeoutMs });
  return { answer, log };
}

/** The proposal of a run that has to succeed. */
export async function propose(name: string, section: unknown, granted: Granted): Promise<unknown> {
  const { answer } = await run(name, section, granted);
  if (answer.kind !== "answer") assert.fail(Deno.inspect(answer));
  return answer.value;
}

/** The failure of a run that has to end with this code of the plugin's own. */
export async function refuse(
  code: string,
  name: string,
  section: unknown,
  granted: Granted,
): Promise<{ message: string; hint: string; everything: string }> {
  const { answer, log } = await run(name, section, granted);
  if (answer.kind !== "failed") assert.fail(`It did not fail: ${Deno.inspect(answer)}`);
  assert.equal(answer.code, code, Deno.inspect(answer));
  const { message, hint = "" } = answer;
  assert.notEqual(hint, "", "an error without a hint");
  return { message, hint, everything: [message, hint, ...log].join("\n") };
}
