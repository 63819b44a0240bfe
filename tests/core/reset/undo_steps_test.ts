import assert from "node:assert/strict";
import type { Change, FileState, JournalRecord } from "../../../core/engine/journal.ts";
import { undoSteps } from "../../../core/reset/undo_steps.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const file = (sha256: string, mode = 0o644): FileState => ({ kind: "file", mode, sha256 });
const directory: FileState = { kind: "directory", mode: 0o755 };

function write(
  path: string,
  before: FileState | null,
  after: FileState | null,
  backup?: string,
): Change {
  return { kind: "file", path, before, after, ...(backup === undefined ? {} : { backup }) };
}

function journal(...changes: Change[]): JournalRecord[] {
  return changes.flatMap((change, index): JournalRecord[] => [
    { seq: 2 * index, time: "", run: "r", state: "intent", change },
    { seq: 2 * index + 1, time: "", run: "r", state: "done", of: 2 * index },
  ]);
}

Deno.test("undoSteps() goes back to what was there before the first of several changes", () => {
  const steps = undoSteps(journal(
    write("/a", file("old"), file("one"), "/kept/old"),
    write("/a", file("one"), file("two"), "/kept/one"),
    write("/a", file("two"), null, "/kept/two"),
  ));
  assert.deepEqual(steps, [{
    kind: "file",
    path: "/a",
    ours: [null, file("two"), file("one")],
    target: file("old"),
    backup: "/kept/old",
  }]);
});

Deno.test("undoSteps() stops where somebody else changed it between two of our changes", () => {
  const records = journal(
    write("/a", null, file("ours")),
    write("/a", file("theirs"), file("ours again"), "/kept/theirs"),
  );
  const [step] = undoSteps(records);
  assert.ok(step?.kind === "file");
  assert.deepEqual([step.target, step.backup], [file("theirs"), "/kept/theirs"]);
  const [forced] = undoSteps(records, { force: true });
  assert.ok(forced?.kind === "file");
  assert.deepEqual([forced.target, forced.backup], [null, undefined]);
});

Deno.test("undoSteps() goes past a change that never happened, or was undone already", () => {
  const [step] = undoSteps(journal(
    write("/a", null, file("never")),
    write("/a", null, file("then")),
  ));
  assert.ok(step?.kind === "file");
  assert.equal(step.target, null);
  assert.deepEqual(step.ours, [file("then"), file("never")]);
});

Deno.test("undoSteps() begins with the newest, and has directories last, the deepest first", () => {
  const steps = undoSteps(journal(
    write("/d", null, directory),
    write("/d/e", null, directory),
    write("/d/first", null, file("1")),
    { kind: "sysctl", name: "net.ipv4.ip_forward", before: "0", after: "1" },
    write("/d/e/second", null, file("2")),
    { kind: "module", name: "br_netfilter" },
    { kind: "swap", device: "/dev/sda2", priority: -2 },
    { kind: "service", unit: "kubelet", action: "enable", before: "systemd" },
    { kind: "service", unit: "kubelet", action: "restart", before: "systemd" },
    { kind: "request", method: "POST", url: "https://c/" },
  ));
  assert.deepEqual(
    steps.map((step) => {
      switch (step.kind) {
        case "file":
        case "directory":
          return step.path;
        case "swap":
          return step.device;
        case "disable":
          return step.unit;
        default:
          return step.name;
      }
    }),
    [
      "kubelet",
      "/dev/sda2",
      "br_netfilter",
      "/d/e/second",
      "net.ipv4.ip_forward",
      "/d/first",
      "/d/e",
      "/d",
    ],
  );
});

Deno.test("undoSteps() disables only what we enabled last", () => {
  const enable = { kind: "service", unit: "a", action: "enable", before: "systemd" } as const;
  assert.deepEqual(undoSteps(journal(enable)), [{ kind: "disable", unit: "a" }]);
  assert.deepEqual(undoSteps(journal(enable, { ...enable, action: "disable" })), []);
  assert.deepEqual(undoSteps(journal({ ...enable, action: "restart" })), []);
});

Deno.test("undoSteps() takes a setting back to its first value, from its last", () => {
  const sysctl = { kind: "sysctl", name: "a" } as const;
  assert.deepEqual(
    undoSteps(journal(
      { ...sysctl, before: "0", after: "1" },
      { ...sysctl, before: "1", after: "2" },
    )),
    [{ kind: "sysctl", name: "a", from: "2", to: "0" }],
  );
});

Deno.test("undoSteps() of an empty journal is nothing", () => {
  assert.deepEqual(undoSteps([]), []);
  assert.deepEqual(
    undoSteps([{ seq: 1, time: "", run: "r", state: "begin", version: "1" }]),
    [],
  );
});
