import assert from "node:assert/strict";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { resultOf, runProgram } from "./program.ts";

Deno.test("kubeworker status ends with 8 where there is no node, and leaves no trace", async () => {
  await using root = await temporaryRoot();
  const before = await root.tree();
  const { code, stdout, stderr } = await runProgram(["status", "--root", root.path]);
  assert.equal(stderr, "");
  assert.equal(code, 8);
  const [headline, first, hint] = stdout.split("\n");
  assert.match(headline ?? "", /^This machine: \d errors?/);
  assert.equal(first, "  ✗ This machine has not joined a cluster");
  assert.match(hint ?? "", /^ {4}→ `kubeworker join /);
  assert.deepEqual(await root.tree(), before);
});

Deno.test("kubeworker status -o json prints one object with its version", async () => {
  await using root = await temporaryRoot();
  const ended = await runProgram(["status", "--root", root.path, "-o", "json"]);
  assert.equal(ended.stdout.trimEnd().split("\n").length, 1);
  const { apiVersion, kind, healthy, problems, identity } = resultOf(ended);
  assert.deepEqual([apiVersion, kind, healthy], ["status.kubeworker.dev/v1", "NodeStatus", false]);
  assert.ok(Array.isArray(problems) && problems.length > 0);
  assert.deepEqual(identity, { joined: false });
  assert.equal(ended.code, 8);
});
