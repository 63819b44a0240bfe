import assert from "node:assert/strict";
import type { JournalRecord } from "../../../core/engine/journal.ts";
import { createFiles } from "../../../core/host/files.ts";
import { createHost } from "../../../core/host/host.ts";
import { journalFiles, journalHttps } from "../../../core/host/journaled.ts";
import { createLedger, STATE_DIRECTORY } from "../../../core/host/ledger.ts";
import type { Files, Https, HttpsResponse } from "../../../core/host/types.ts";
import { JoinError } from "../../../core/engine/errors.ts";
import { failsWith } from "../kit/errors.ts";
import { recorder } from "../kit/events.ts";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";
import { trustSigned } from "../../../core/trust/ca.ts";
import { CA_ONE } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const JOURNAL = `${STATE_DIRECTORY}/journal.jsonl`;

async function journal(root: TemporaryRoot): Promise<JournalRecord[]> {
  const text = await root.text(JOURNAL);
  assert.ok(text.endsWith("\n"));
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

function setUp(root: TemporaryRoot, spy: Partial<Files> = {}) {
  const record = recorder();
  const ledger = createLedger(root.path, "0.0.1");
  const files = journalFiles({ ...createFiles(root.path), ...spy }, {
    ledger,
    emit: record.emit,
    root: root.path,
  });
  return { record, files, ledger, [Symbol.dispose]: () => ledger.close() };
}

Deno.test("the journal and what it keeps are root's alone", async () => {
  await using root = await temporaryRoot();
  await root.put("/a", "old", 0o644);
  using set = setUp(root);
  await set.files.write("/a", "new", { mode: 0o644 });
  const modes = await Promise.all(
    ["", "/lock", "/journal.jsonl", "/replaced"].map((name) => root.mode(STATE_DIRECTORY + name)),
  );
  assert.deepEqual(modes, ["0755", "0600", "0600", "0700"]);
});

Deno.test("the journal holds whole lines when many write at once, and numbers without gaps", async () => {
  await using root = await temporaryRoot();
  using set = setUp(root);
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => set.files.write(`/f${i}`, "x", { mode: 0o600 })),
  );
  assert.deepEqual(
    (await journal(root)).map(({ seq }) => seq),
    Array.from({ length: 41 }, (_, i) => i + 1),
  );
});

Deno.test("a second run appends to the journal", async () => {
  await using root = await temporaryRoot();
  for (const text of ["1", "2"]) {
    using set = setUp(root);
    await set.files.write("/a", text, { mode: 0o600 });
    set.ledger.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const runs = new Set((await journal(root)).map(({ run }) => run));
  assert.equal(runs.size, 2);
});

Deno.test("a host that only reads leaves no trace", async () => {
  await using root = await temporaryRoot();
  await root.put("/etc/hostname", "n1\n");
  const before = await root.tree();
  {
    using host = await createHost({
      root: root.path,
      dryRun: false,
      emit: () => {},
      version: "0.0.1",
    });
    await host.files.read("/etc/hostname");
    await host.files.stat("/etc/missing");
    await host.files.list("/etc");
    await host.services.status("kubelet", new AbortController().signal);
  }
  assert.deepEqual(await root.tree(), before);
});

Deno.test("a journal that cannot be written lets nothing happen", async () => {
  await using root = await temporaryRoot();
  await root.put("/var/lib/kubeworker", "in the way");
  using set = setUp(root);
  await failsWith("file-failed", () => set.files.write("/a", "x", { mode: 0o600 }));
  assert.equal((await root.tree())["/a"], undefined);
});

Deno.test("journalHttps() notes what changes the cluster, and no reads", async () => {
  await using root = await temporaryRoot();
  const ledger = createLedger(root.path, "0.0.1");
  const answer = { status: 201, text: "" } as HttpsResponse;
  const plain: Https = {
    request: ({ url }) =>
      url.endsWith("/bad")
        ? Promise.reject(new JoinError("server-reset", "x"))
        : Promise.resolve(answer),
    stream: () => assert.fail("not used"),
    close: () => {},
  };
  const https = journalHttps(plain, { ledger });
  const { signal } = new AbortController();
  const request = {
    trust: { kind: "ca", ca: trustSigned(CA_ONE.pem) },
    timeoutMs: 1,
    signal,
  } as const;
  await https.request({ ...request, method: "GET", url: "https://c/a" });
  assert.deepEqual(await root.tree(), {});
  await https.request({ ...request, method: "POST", url: "https://c/a", body: "secret" });
  await failsWith(
    "server-reset",
    () => https.request({ ...request, method: "PATCH", url: "https://c/bad" }),
  );
  const lines = await journal(root);
  assert.deepEqual(lines.map(({ state }) => state), ["begin", "intent", "done", "intent"]);
  assert.doesNotMatch(JSON.stringify(lines), /secret/);
  ledger.close();
});
