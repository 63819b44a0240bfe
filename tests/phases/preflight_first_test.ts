import assert from "node:assert/strict";
import type { JoinContext } from "../../core/context.ts";
import { createClock } from "../../core/host/clock.ts";
import { preflight } from "../../phases/preflight.ts";
import { checks } from "../../phases/preflight/manifest.ts";
import { failsWith } from "../core/kit/errors.ts";
import { type Recorder, recorder } from "../core/kit/events.ts";
import { joining } from "../core/kit/joining.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** Preflight by a user who is not root, on a machine that must not be looked at otherwise. */
async function runAsUser(record: Recorder, ignorePreflightErrors: string[] = []): Promise<unknown> {
  const ctx = {
    host: { root: "/", machine: { uid: 1000, os: "linux" } },
    clock: createClock(),
    options: { ignorePreflightErrors, fix: [], endpoints: [], nodeName: "n1", caPath: "/ca.crt" },
    facts: { kubeletVersion: () => Promise.reject(new Error("not asked")) },
    alone: true,
    background: () => {},
    emit: record.emit,
    signal: new AbortController().signal,
  } as unknown as JoinContext;
  return await preflight.run({}, ctx);
}

Deno.test("preflight looks at nothing else when the user is not root", async () => {
  const record = recorder();
  const error = await failsWith("preflight-failed", () => runAsUser(record));
  assert.equal(error.message, "A check failed: IsPrivilegedUser");
  assert.deepEqual(record.of("check").map(({ check, outcome }) => [check, outcome]), [
    ["IsPrivilegedUser", "error"],
  ]);
  assert.deepEqual(record.of("problem"), [{
    kind: "problem",
    phase: "preflight",
    check: "IsPrivilegedUser",
    level: "error",
    text: "The user running this is not root",
    hint: "run it with sudo",
  }]);
});

Deno.test("preflight goes on without root where that is ignored", async () => {
  const record = recorder();
  await runAsUser(record, ["isprivilegeduser"]).catch(() => {});
  const [first, ...others] = record.of("check");
  assert.equal(first?.outcome, "ignored");
  assert.ok(others.length > 10);
});

Deno.test("preflight shows no check that this kubelet's release lacks", async () => {
  await using root = await temporaryRoot();
  await root.script("/usr/bin/kubelet", "echo Kubernetes v1.37.2");
  const record = recorder();
  const flags = { nodeName: "localhost", ignorePreflightErrors: ["all"] };
  await joining({ root: root.path, phases: [preflight], flags, record });
  const names = record.of("check").map(({ check }) => check);
  assert.ok(names.includes("FileExisting-losetup"));
  assert.ok(!names.includes("FileExisting-crictl"));
  assert.ok(!names.includes("DirAvailable--etc-kubernetes-manifests"));
});

Deno.test("preflight judges by the newest rules when the kubelet hangs, and does not wait for it", async () => {
  const swap = checks.find(({ name }) => name === "Swap");
  const clock = { ...createClock(), sleep: () => Promise.resolve() };
  const ctx = {
    host: { files: { read: () => Promise.resolve("Filename\n/dev/sda2 partition\n") } },
    clock,
    facts: { kubeletVersion: () => new Promise(() => {}) },
    signal: new AbortController().signal,
  } as unknown as JoinContext;
  const found = await swap?.run(ctx);
  assert.deepEqual(found?.map(({ level, text }) => [level, text]), [
    ["warning", "Swap is on (/dev/sda2)"],
  ]);
});
