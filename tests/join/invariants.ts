import assert from "node:assert/strict";
import { reportPage } from "../../core/cli/report/html/page.ts";
import { reportLines } from "../../core/cli/report/text.ts";
import { parseReport } from "../../core/report/form.ts";
import { formsOf } from "../lab/support/secrets.ts";
import type { Ended } from "./join_run.ts";
import { listTree } from "./tree.ts";

/** Files that may hold a private key, if only their owner can read them. */
const KEY_FILE =
  /^\/var\/lib\/kubelet\/pki\/(kubelet-client-[-\d]+\.pem|kubelet-client\.key\.tmp)$/;
const KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----([^-]*)-----END/g;
/** Names that files have only while they are being written. */
const HALF_WRITTEN = /\.kubeworker-[0-9a-f]{8}$|kubelet-client-updated\.pem$/;

/** What is true of the output of every run, well or badly ended. */
export function checkEnd({ events, exit }: Pick<Ended, "events" | "exit">): void {
  const results = events.filter(({ kind }) => kind === "result");
  const last = events.at(-1);
  assert.equal(results.length, 1, "there must be one result");
  assert.ok(last?.kind === "result", "the last event must be the result");
  if (last.ok) return assert.equal(exit, 0);
  assert.equal(last.exitCode, exit);
  assert.notEqual(exit, 0);
  assert.notEqual(exit, 1, `a defect: ${JSON.stringify(last)}`);
  assert.ok(
    last.error.message !== "" && last.error.hint !== "",
    "an error has a message and a hint",
  );
}

/**
 * What is true of a machine after every run: no secret where none belongs, nothing half done. Every byte that the
 * run left or said is searched: files of any place, the journal, reports in each of their forms, all output.
 */
export async function checkMachine(
  root: string,
  ended: Pick<Ended, "args" | "stdout" | "stderr">,
  tokens: string[],
): Promise<void> {
  const secrets = secretsOf([...ended.args, ...tokens]);
  for await (const { path, kind, mode, text } of listTree(root)) {
    assert.doesNotMatch(path, HALF_WRITTEN);
    if (kind !== "file") continue;
    const keys = [...text.matchAll(KEY)].map(([, body = ""]) => body.trim());
    if (keys.length === 0) continue;
    assert.match(path, KEY_FILE, "a private key is where none belongs");
    assert.equal(mode, 0o600, `${path} holds a private key`);
    for (const key of keys) secrets.push(...key.split("\n").filter((line) => line.length > 20));
  }
  for await (const { path, text } of everything(root)) {
    const known = KEY_FILE.test(path) ? secretsOf([...ended.args, ...tokens]) : secrets;
    for (const secret of known) assert.ok(!text.includes(secret), `a secret is in ${path}`);
  }
  for (const output of [ended.stdout, ended.stderr]) {
    assert.doesNotMatch(output, /PRIVATE KEY/);
    for (const secret of secrets) assert.ok(!output.includes(secret), "a secret is in the output");
  }
}

/** All files of a machine as bytes, one character each; each report as a person gets it, too. */
async function* everything(
  root: string,
  under = "",
): AsyncGenerator<{ path: string; text: string }> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(root + under)) {
    const path = `${under}/${name}`;
    if (isDirectory) yield* everything(root, path);
    if (!isFile) continue;
    const bytes = await Deno.readFile(root + path);
    yield { path, text: new TextDecoder("latin1").decode(bytes) };
    if (!/\/report(\.\d)?\.json$/.test(path)) continue;
    const report = parseReport(new TextDecoder().decode(bytes), path);
    yield { path: `${path} as text`, text: reportLines(report, 100).join("\n") };
    yield { path: `${path} as a page`, text: reportPage(report) };
  }
}

/** The secret parts of tokens: plain, as hex, and as part of a base64 text. */
function secretsOf(texts: readonly string[]): string[] {
  const tokens = texts.flatMap((text) => text.match(/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g) ?? []);
  return [...new Set(tokens)].flatMap((token) => [
    btoa(token).slice(0, -4),
    ...formsOf(token.slice(7)),
  ]);
}
