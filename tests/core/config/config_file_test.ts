import assert from "node:assert/strict";
import { readConfigFile } from "../../../core/config/config_file.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const WORKER = "apiVersion: kubeworker.dev/v1alpha1\nkind: WorkerConfiguration\n";
const JOIN = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\n";

function said(text: string): string[] {
  const { findings } = readConfigFile(text, { alone: true });
  return findings.map(({ level, at, path, text }) =>
    `${level} ${at.line}:${at.column} ${path}: ${text}`
  );
}

Deno.test("a WorkerConfiguration is read, and needs no way to find the cluster", () => {
  const { worker, join, findings } = readConfigFile(WORKER, { alone: true });
  assert.deepEqual(findings, []);
  assert.equal(join, undefined);
  assert.equal(worker?.plugins.size, 0);
});

Deno.test("a WorkerConfiguration may find the cluster for a JoinConfiguration of the same file", () => {
  const text =
    `${WORKER}discovery: { endpoints: [a:1] }\n---\n${JOIN}nodeRegistration: { name: n1 }\n`;
  const { worker, fileFlags, findings } = readConfigFile(text, { alone: true });
  assert.deepEqual(findings, []);
  assert.deepEqual(worker?.discovery.endpoints, ["a:1"]);
  assert.deepEqual(fileFlags.flags, { nodeName: "n1" });
});

Deno.test("a WorkerConfiguration of --config lists no plugins: only root's own file does", () => {
  const [first = "", ...rest] = said(`${WORKER}plugins: []\n`);
  assert.match(first, /^unsupported 3:1 plugins: .*\/etc\/kubeworker\/config\.yaml$/);
  assert.deepEqual(rest, []);
});

Deno.test("mistakes of all documents are said, in the order of the text", () => {
  assert.deepEqual(said(`${JOIN}dryRun: 1\nx: 2\n---\n${WORKER}discovery:\n  endpoint: [a:1]\n`), [
    "invalid 3:9 dryRun: expected true or false, not a number",
    "invalid 4:1 x: unknown field",
    'invalid 9:3 discovery.endpoint: unknown field, did you mean "endpoints"?',
  ]);
});
