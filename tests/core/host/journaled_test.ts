import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { JournalRecord } from "../../../core/engine/journal.ts";
import { createFiles } from "../../../core/host/files.ts";
import { journalFiles } from "../../../core/host/journaled.ts";
import { createLedger, STATE_DIRECTORY } from "../../../core/host/ledger.ts";
import type { Files } from "../../../core/host/types.ts";
import { failsWith } from "../kit/errors.ts";
import { recorder } from "../kit/events.ts";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const JOURNAL = `${STATE_DIRECTORY}/journal.jsonl`;
const digest = (text: string) => createHash("sha256").update(text).digest("hex");

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

Deno.test("journalFiles() has the intent on the disk before the effect, and done after it", async () => {
  await using root = await temporaryRoot();
  const during: JournalRecord[] = [];
  using set = setUp(root, {
    write: async (path, text, options) => {
      during.push(...await journal(root));
      await createFiles(root.path).write(path, text, options);
    },
  });
  await set.files.write("/a", "new", { mode: 0o600 });
  assert.deepEqual(during.map(({ state }) => state), ["begin", "intent"]);
  const [begin, intent, done] = await journal(root);
  assert.ok(begin?.state === "begin" && intent?.state === "intent" && done?.state === "done");
  assert.equal(begin.version, "0.0.1");
  assert.deepEqual(intent.change, {
    kind: "file",
    path: "/a",
    before: null,
    after: { kind: "file", mode: 0o600, sha256: digest("new") },
  });
  assert.equal(done.of, intent.seq);
  assert.deepEqual([begin.seq, intent.seq, done.seq], [1, 2, 3]);
  assert.equal(new Set([begin.run, intent.run, done.run]).size, 1);
});

Deno.test("journalFiles() leaves an intent without done when the effect fails", async () => {
  await using root = await temporaryRoot();
  using set = setUp(root);
  await failsWith("file-failed", () => set.files.write("/missing/a", "x", { mode: 0o600 }));
  assert.deepEqual((await journal(root)).map(({ state }) => state), ["begin", "intent"]);
  assert.deepEqual(set.record.of("file"), []);
});

Deno.test("journalFiles() keeps what it replaces or removes, unless it is a secret", async () => {
  await using root = await temporaryRoot();
  await root.put("/a", "old a", 0o644);
  await root.put("/b", "old b", 0o600);
  await root.put("/key", "old key", 0o600);
  using set = setUp(root);
  await set.files.write("/a", "new a", { mode: 0o644 });
  await set.files.remove("/b");
  await set.files.write("/key", "new key", { mode: 0o600, secret: true });
  await set.files.remove("/key", { secret: true });
  const kept = `${STATE_DIRECTORY}/replaced`;
  const tree = await root.tree();
  assert.equal(tree[`${kept}/${digest("old a")}`], "0600 old a");
  assert.equal(tree[`${kept}/${digest("old b")}`], "0600 old b");
  assert.doesNotMatch(JSON.stringify(tree), /old key|new key/);
  const changes = (await journal(root)).flatMap((line) =>
    line.state === "intent" ? [line.change] : []
  );
  assert.deepEqual(
    changes.map((change) => change.kind === "file" ? change.backup : ""),
    [`${kept}/${digest("old a")}`, `${kept}/${digest("old b")}`, undefined, undefined],
  );
  assert.deepEqual(changes[0], {
    kind: "file",
    path: "/a",
    before: { kind: "file", mode: 0o644, sha256: digest("old a") },
    after: { kind: "file", mode: 0o644, sha256: digest("new a") },
    backup: `${kept}/${digest("old a")}`,
  });
});

Deno.test("journalFiles() leaves alone what is right already", async () => {
  await using root = await temporaryRoot();
  await root.put("/a", "same", 0o600);
  using set = setUp(root);
  await set.files.write("/a", "same", { mode: 0o600 });
  await set.files.makeDirectory("/", 0o755);
  await set.files.remove("/missing");
  assert.deepEqual(set.record.of("file").map(({ action }) => action), ["keep"]);
  assert.deepEqual(await root.tree(), { "/a": "0600 same" });
  await set.files.write("/a", "same", { mode: 0o644 });
  assert.equal(await root.mode("/a"), "0644");
});

Deno.test("journalFiles() says what it did: create, replace, directory, link, remove", async () => {
  await using root = await temporaryRoot();
  using set = setUp(root);
  await set.files.makeDirectory("/d", 0o700);
  await set.files.write("/d/a", "1", { mode: 0o600 });
  await set.files.write("/d/a", "2", { mode: 0o600 });
  await set.files.link("/d/l", "/d/a", "/d/t");
  await set.files.link("/d/l", "/d/b", "/d/t");
  await set.files.remove("/d/a");
  assert.deepEqual(
    set.record.of("file").map(({ action, path }) => `${action} ${path}`),
    ["directory /d", "create /d/a", "replace /d/a", "link /d/l", "link /d/l", "remove /d/a"],
  );
  const links = (await journal(root)).flatMap((line) =>
    line.state === "intent" && line.change.kind === "file" && line.change.path === "/d/l"
      ? [line.change.before]
      : []
  );
  assert.deepEqual(links, [null, { kind: "link", target: "/d/a" }]);
});

Deno.test("journalFiles() writes down each directory that it makes, so that each can be undone", async () => {
  await using root = await temporaryRoot();
  await Deno.mkdir(`${root.path}/d`);
  using set = setUp(root);
  await set.files.makeDirectory("/d/e/f", 0o750);
  const made = (await journal(root)).flatMap((line) =>
    line.state === "intent" && line.change.kind === "file" ? [line.change.path] : []
  );
  assert.deepEqual(made, ["/d/e", "/d/e/f"]);
  assert.deepEqual(set.record.of("file").map(({ path }) => path), ["/d/e", "/d/e/f"]);
  assert.equal(await root.mode("/d/e"), "0750");
  await root.put("/d/file", "");
  await failsWith("file-failed", () => set.files.makeDirectory("/d/file", 0o750));
});

Deno.test("journalFiles() keeps the file that a link takes the place of", async () => {
  await using root = await temporaryRoot();
  await root.put("/a", "old");
  using set = setUp(root);
  await set.files.link("/a", "/b", "/t");
  const kept = `${STATE_DIRECTORY}/replaced/${digest("old")}`;
  assert.equal(await root.text(kept), "old");
  assert.equal(
    (await journal(root)).some((line) =>
      line.state === "intent" && line.change.kind === "file" && line.change.backup === kept
    ),
    true,
  );
});
