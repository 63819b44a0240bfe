import assert from "node:assert/strict";
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

/** What is true of a machine after every run: no secret where none belongs, nothing half done. */
export async function checkMachine(
  root: string,
  ended: Pick<Ended, "args" | "stdout" | "stderr">,
  tokens: string[],
): Promise<void> {
  const secrets = secretsOf([...ended.args, ...tokens]);
  const keys: string[] = [];
  for await (const { path, kind, mode, text } of listTree(root)) {
    assert.doesNotMatch(path, HALF_WRITTEN);
    if (kind !== "file") continue;
    for (const secret of secrets) {
      assert.ok(!text.includes(secret), `the secret of a token is in ${path}`);
    }
    const found = [...text.matchAll(KEY)].map(([, body = ""]) => body.trim());
    if (found.length === 0) continue;
    assert.match(path, KEY_FILE, "a private key is where none belongs");
    assert.equal(mode, 0o600, `${path} holds a private key`);
    for (const key of found) keys.push(...key.split("\n").filter((line) => line.length > 20));
  }
  for await (const { path, text } of listTree(root)) {
    if (KEY_FILE.test(path)) continue;
    for (const key of keys) assert.ok(!text.includes(key), `a private key is in ${path}`);
  }
  for (const output of [ended.stdout, ended.stderr]) {
    assert.doesNotMatch(output, /PRIVATE KEY/);
    for (const secret of [...secrets, ...keys]) {
      assert.ok(!output.includes(secret), "a secret is in the output");
    }
  }
}

/** The secret parts of tokens, plain and as part of a base64 text. */
function secretsOf(texts: readonly string[]): string[] {
  const tokens = texts.flatMap((text) => text.match(/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g) ?? []);
  return [...new Set(tokens)].flatMap((token) => [token.slice(7), btoa(token).slice(0, -4)]);
}
