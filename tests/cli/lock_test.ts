import assert from "node:assert/strict";
import { machine } from "../phases/bootstrapping.ts";
import { startControlPlane } from "../support/control_plane/mod.ts";
import { runProgram, startProgram } from "./program.ts";

Deno.test("two at once: the second is told who has the machine; a dead holder is none", async () => {
  await using root = await machine();
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  const where = ["--root", root.path];
  const { endpoint, token, pin } = cluster;
  const line = ["join", endpoint, "--token", token, "--discovery-token-ca-cert-hash", pin];
  const join = [...line, "--ignore-preflight-errors", "all", ...where];
  const first = startProgram(join);
  await first.said("waits for approval");
  const before = await root.tree();
  for (const args of [join, ["reset", ...where], ["join", "phase", "finalize", ...where]]) {
    const { code, stderr } = await runProgram(args);
    assert.equal(code, 9, stderr);
    assert.match(
      stderr,
      new RegExp(`process ${first.child.pid} \\(kubeworker join\\), since 20\\d\\d-`),
    );
    assert.match(stderr, new RegExp(`hint: {2}wait for it to end .*\`kill ${first.child.pid}\``));
    assert.match(stderr, /code: {2}lock-held/);
  }
  for (const args of [[...join, "--dry-run"], ["reset", "--dry-run", ...where]]) {
    const { code, stderr } = await runProgram(args);
    assert.equal(code, 0, stderr);
  }
  assert.deepEqual(await root.tree(), before);
  first.child.kill("SIGKILL");
  await first.ended();
  const reset = await runProgram(["reset", ...where]);
  assert.equal(reset.code, 0, reset.stderr);
});
