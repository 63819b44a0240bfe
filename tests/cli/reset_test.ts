import assert from "node:assert/strict";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { resultOf, runProgram } from "./program.ts";

Deno.test("kubeworker reset clears a worker of kubeadm's, and says what it does not touch", async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/kubernetes/kubelet.conf", "x");
  await root.put("/var/lib/kubelet/config.yaml", "x");
  const before = await root.tree();
  const dry = await runProgram(["reset", "--root", root.path, "--dry-run"]);
  assert.equal(dry.code, 0, dry.stderr);
  assert.match(dry.stdout, /would remove \/var\/lib\/kubelet\/config\.yaml/);
  assert.match(dry.stdout, /It would be: 2 removed, 0 restored, 0 kept\.\nNothing was changed/);
  assert.deepEqual(await root.tree(), before);
  const real = await runProgram(["reset", "--root", root.path]);
  assert.equal(real.code, 0, real.stderr);
  assert.match(real.stdout, / {2}removed \/etc\/kubernetes\/kubelet\.conf/);
  assert.match(real.stdout, /Not touched: CNI configuration in \/etc\/cni\/net\.d/);
  assert.match(real.stdout, /This machine is no node any more: 2 removed, 0 restored, 0 kept\./);
  const again = await runProgram(["reset", "--root", root.path, "-o", "json"]);
  assert.equal(again.code, 0);
  assert.deepEqual(resultOf(again).reset, { removed: [], restored: [], kept: [] });
});

Deno.test("kubeworker reset refuses a control plane", async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/kubernetes/pki/ca.key", "x");
  const ended = await runProgram(["reset", "--root", root.path]);
  assert.equal(ended.code, 9);
  assert.match(ended.stderr, /This machine is a control plane/);
  assert.match(ended.stderr, /code: {2}reset-refused/);
});

Deno.test("kubeworker reset reads the administrator's kubeconfig before it changes anything", async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/kubernetes/kubelet.conf", "x");
  const before = await root.tree();
  const ended = await runProgram(["reset", "--root", root.path, "--delete-node", "/nowhere.conf"]);
  assert.equal(ended.code, 3);
  assert.match(ended.stderr, /There is no file \/nowhere\.conf/);
  assert.deepEqual(await root.tree(), before);
});
