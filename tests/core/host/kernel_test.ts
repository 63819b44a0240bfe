import assert from "node:assert/strict";
import { readJournal } from "../../../core/engine/journal.ts";
import { dryKernel } from "../../../core/host/dry_kernel.ts";
import { createExec } from "../../../core/host/exec.ts";
import { createFiles } from "../../../core/host/files.ts";
import { createHost } from "../../../core/host/host.ts";
import { journalKernel } from "../../../core/host/journaled_kernel.ts";
import { createKernel } from "../../../core/host/kernel.ts";
import { createLedger, STATE_DIRECTORY } from "../../../core/host/ledger.ts";
import { failsWith } from "../kit/errors.ts";
import { recorder } from "../kit/events.ts";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const { signal } = new AbortController();
const SWAPS = "Filename\tType\tSize\tUsed\tPriority\n" +
  "/dev/sda2                               partition\t1048572\t\t524\t\t-2\n" +
  "/swap\\040file                            file\t100\t0\t7\n";

async function setUp(): Promise<TemporaryRoot> {
  const root = await temporaryRoot();
  await root.put("/proc/sys/net/ipv4/ip_forward", "0\n");
  await root.put("/proc/sys/net/ipv4/conf/eth0.5/forwarding", "1\n");
  await root.put("/proc/swaps", SWAPS);
  for (const program of ["modprobe", "swapoff", "swapon"]) {
    await root.script(`/sbin/${program}`, `echo ${program} "$@" >> ${root.path}/asked`);
  }
  return root;
}

function kernelOf(root: TemporaryRoot) {
  return createKernel(root.path, createExec(root.path), createFiles(root.path));
}

async function asked(root: TemporaryRoot): Promise<string[]> {
  return (await root.text("/asked").catch(() => "")).split("\n").filter((line) => line !== "");
}

Deno.test("settings are read and set by the names that sysctl has for them", async () => {
  await using root = await setUp();
  const kernel = kernelOf(root);
  assert.equal(await kernel.setting("net.ipv4.ip_forward"), "0");
  assert.equal(await kernel.setting("net.ipv4.conf.eth0/5.forwarding"), "1");
  assert.equal(await kernel.setting("net.ipv4.nothing"), undefined);
  await kernel.set("net.ipv4.ip_forward", "1");
  assert.equal(await root.text("/proc/sys/net/ipv4/ip_forward"), "1\n");
  await failsWith("kernel-refused", () => kernel.set("net.ipv4.nothing", "1"));
});

Deno.test("swaps are read with their priority, and spaces in their names", async () => {
  await using root = await setUp();
  assert.deepEqual(await kernelOf(root).swaps(), [
    { device: "/dev/sda2", priority: -2, usedKiB: 524 },
    { device: "/swap file", priority: 7, usedKiB: 0 },
  ]);
});

Deno.test("a priority that the kernel gave is not asked for", async () => {
  await using root = await setUp();
  const kernel = kernelOf(root);
  await kernel.swapOn({ device: "/dev/sda2", priority: -2 }, signal);
  await kernel.swapOn({ device: "/dev/sda3", priority: 7 }, signal);
  assert.deepEqual(await asked(root), ["swapon /dev/sda2", "swapon -p 7 /dev/sda3"]);
});

Deno.test("a program that fails says why", async () => {
  await using root = await setUp();
  await root.script("/sbin/modprobe", "echo 'not found' >&2; exit 1");
  const error = await failsWith("command-failed", () => kernelOf(root).loadModule("x", signal));
  assert.match([error.message, ...error.causes].join(": "), /modprobe x failed: not found/);
});

Deno.test("journalKernel() writes down first what it will change, and what was before", async () => {
  await using root = await setUp();
  const record = recorder();
  const ledger = createLedger(root.path, "0.0.1");
  const kernel = journalKernel(kernelOf(root), { ledger, emit: record.emit });
  try {
    await kernel.set("net.ipv4.ip_forward", "1");
    await kernel.loadModule("overlay", signal);
    await kernel.swapOff({ device: "/dev/sda2", priority: -2 }, signal);
  } finally {
    ledger.close();
  }
  const records = readJournal(await root.text(`${STATE_DIRECTORY}/journal.jsonl`));
  assert.deepEqual(records.map(({ state }) => state).slice(1, 3), ["intent", "done"]);
  assert.deepEqual(
    records.flatMap((line) => line.state === "intent" ? [line.change] : []),
    [
      { kind: "sysctl", name: "net.ipv4.ip_forward", before: "0", after: "1" },
      { kind: "module", name: "overlay" },
      { kind: "swap", device: "/dev/sda2", priority: -2 },
    ],
  );
  assert.deepEqual(record.of("kernel").map(({ action, what }) => `${action} ${what}`), [
    "set net.ipv4.ip_forward",
    "load overlay",
    "swapoff /dev/sda2",
  ]);
});

Deno.test("journalKernel() leaves alone, and writes down nothing of, what is so already", async () => {
  await using root = await setUp();
  await Deno.mkdir(`${root.path}/sys/module/overlay`, { recursive: true });
  const before = await root.tree();
  const record = recorder();
  const ledger = createLedger(root.path, "0.0.1");
  const kernel = journalKernel(kernelOf(root), { ledger, emit: record.emit });
  await kernel.set("net.ipv4.ip_forward", "0");
  await kernel.loadModule("overlay", signal);
  await kernel.swapOff({ device: "/dev/sdz", priority: -2 }, signal);
  await kernel.swapOn({ device: "/swap file", priority: 7 }, signal);
  ledger.close();
  assert.deepEqual(await root.tree(), before);
  assert.deepEqual(record.events, []);
});

Deno.test("dryKernel() shows every change and makes none", async () => {
  await using root = await setUp();
  const before = await root.tree();
  const record = recorder();
  const kernel = dryKernel(kernelOf(root), record.emit);
  await kernel.set("net.ipv4.ip_forward", "0");
  await kernel.set("net.ipv4.ip_forward", "1");
  await kernel.loadModule("overlay", signal);
  await kernel.unloadModule("overlay", signal);
  await kernel.swapOff({ device: "/dev/sda2", priority: 1 }, signal);
  await kernel.swapOn({ device: "/dev/sda2", priority: 1 }, signal);
  assert.deepEqual(await root.tree(), before);
  assert.deepEqual(
    record.of("kernel").map(({ action, dryRun }) => `${action} ${dryRun}`),
    ["set true", "load true", "unload true", "swapoff true", "swapon true"],
  );
});

Deno.test("a host for an image's root leaves the kernel alone that runs", async () => {
  await using root = await temporaryRoot();
  for (const program of ["modprobe", "swapoff", "swapon"]) {
    await root.script(`/sbin/${program}`, `echo ${program} "$@" >> ${root.path}/asked`);
  }
  const before = await root.tree();
  for (const dryRun of [false, true]) {
    const record = recorder();
    const { emit } = record;
    using host = await createHost({ root: root.path, dryRun, emit, version: "0.0.1" });
    const swap = { device: "/dev/sda2", priority: 1 };
    await host.kernel.loadModule("overlay", signal);
    await host.kernel.unloadModule("overlay", signal);
    await host.kernel.swapOff(swap, signal);
    await host.kernel.swapOn(swap, signal);
    assert.deepEqual(record.events, []);
  }
  assert.deepEqual(await root.tree(), before);
});
