import assert from "node:assert/strict";
import { createLedger } from "../../../core/host/ledger.ts";
import { failsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const module = new URL("../../../core/host/ledger.ts", import.meta.url).href;

/** Another process that takes the lock and keeps it until it is killed. */
async function holder(root: string) {
  const code = `import { createLedger } from "${module}";
    const ledger = createLedger(Deno.args[0], "0.0.1");
    await ledger.intend({ kind: "request", method: "POST", url: "https://c" });
    console.log("held"); await new Promise((resolve) => setTimeout(resolve, 60_000));`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", code, root],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  return {
    pid: child.pid,
    async kill() {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
    },
  };
}

const change = { kind: "request", method: "POST", url: "https://c" } as const;

Deno.test("the lock lets one process in and tells the second who has it", async () => {
  await using root = await temporaryRoot();
  const other = await holder(root.path);
  try {
    const before = await root.text("/var/lib/kubeworker/journal.jsonl");
    const ledger = createLedger(root.path, "0.0.1");
    const error = await failsWith("lock-held", () => ledger.intend(change));
    assert.match(error.message, new RegExp(`process ${other.pid} \\(kubeworker join\\), since 20`));
    await failsWith("lock-held", () => ledger.intend(change));
    assert.equal(await root.text("/var/lib/kubeworker/journal.jsonl"), before);
    ledger.close();
  } finally {
    await other.kill();
  }
});

Deno.test("the lock of a killed process is no obstacle", async () => {
  await using root = await temporaryRoot();
  const other = await holder(root.path);
  await other.kill();
  assert.match(await root.text("/var/lib/kubeworker/lock"), new RegExp(`"pid":${other.pid},`));
  const ledger = createLedger(root.path, "0.0.1");
  assert.equal(await ledger.intend(change), 2);
  assert.match(await root.text("/var/lib/kubeworker/lock"), new RegExp(`"pid":${Deno.pid},`));
  ledger.close();
});
