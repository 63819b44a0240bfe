import assert from "node:assert/strict";
import fc from "fast-check";
import { createFiles } from "../../../core/host/files.ts";
import { journalFiles } from "../../../core/host/journaled.ts";
import { createLedger } from "../../../core/host/ledger.ts";
import type { Files, ResetHost, Undo } from "../../../core/host/types.ts";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";
import { resetting } from "./resetting.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const DIRECTORIES = ["/etc/a", "/etc/a/b", "/etc/c"];
const PATHS = ["/etc/x", "/etc/a/x", "/etc/a/b/x", "/etc/c/y"];
const MODES = [0o600, 0o644, 0o755];

type Step =
  | { kind: "write"; path: string; text: string; mode: number }
  | { kind: "remove"; path: string }
  | { kind: "link"; path: string; target: string }
  | { kind: "directory"; path: string };

const path = fc.constantFrom(...PATHS);
const text = fc.string({ maxLength: 4, unit: "grapheme" });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("write" as const),
      path,
      text,
      mode: fc.constantFrom(...MODES),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), path }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("link" as const),
      path,
      target: fc.constantFrom("/etc/x", "nowhere"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("directory" as const),
      path: fc.constantFrom(...DIRECTORIES),
    }),
  },
);
/** What is there before us: files, some of them below directories of their own. */
const before = fc.uniqueArray(
  fc.record({ path, text, mode: fc.constantFrom(...MODES) }),
  { selector: ({ path }) => path, maxLength: 3 },
);
interface Death {
  /** At which of its effects a program dies. */
  at: number;
  /** When the effect is there, but is not yet written down as done. */
  after: boolean;
}

const death: fc.Arbitrary<Death> = fc.record({ at: fc.nat({ max: 12 }), after: fc.boolean() });
const NEVER: Death = { at: -1, after: false };

class Crash extends Error {}

/** Dies at one of the changes, as a power cut would. */
function dying<T extends Partial<Files & Undo>>(parts: T, { at, after }: Death): T {
  let count = 0;
  const changes = ["write", "remove", "link", "makeDirectory", "restore", "removeDirectory"];
  const entries = Object.entries(parts).map(([name, effect]) => [
    name,
    !changes.includes(name) ? effect : async (...args: unknown[]): Promise<unknown> => {
      const mine = count++;
      if (mine === at && !after) throw new Crash();
      const result = await Reflect.apply(effect, parts, args);
      if (mine === at) throw new Crash();
      return result;
    },
  ]);
  return { ...parts, ...Object.fromEntries(entries) };
}

/** A machine that dies while it is reset. */
async function dyingReset(root: TemporaryRoot, one: Death): Promise<void> {
  function through(host: ResetHost): ResetHost {
    return { ...host, files: dying(host.files, one), undo: dying(host.undo, one) };
  }
  await resetting({ root: root.path, through }).catch((error) => {
    if (!(error instanceof Crash)) throw error;
  });
}

async function apply(files: Files, one: Step): Promise<void> {
  switch (one.kind) {
    case "write":
      return await files.write(one.path, one.text, { mode: one.mode });
    case "remove":
      return await files.remove(one.path);
    case "link":
      return await files.link(one.path, one.target, `${one.path}.through`);
    case "directory":
      return await files.makeDirectory(one.path, 0o755);
    default:
      one satisfies never;
  }
}

/** Runs a history until it is over or dies. What cannot be done, as in a directory that is not there, is not. */
async function live(root: TemporaryRoot, steps: readonly Step[], death: Death): Promise<void> {
  const ledger = createLedger(root.path, "0.0.1");
  const files = journalFiles(dying(createFiles(root.path), death), {
    ledger,
    emit: () => {},
    root: root.path,
  });
  try {
    for (const one of steps) {
      await apply(files, one).catch((error) => {
        if (error instanceof Crash) throw error;
      });
    }
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  } finally {
    ledger.close();
  }
}

/** A mark of what is done may be lost by a crash, or half there; an intent is on the disk before its effect. */
async function loseLast(root: TemporaryRoot, torn: boolean): Promise<void> {
  const name = `${root.path}/var/lib/kubeworker/journal.jsonl`;
  const text = await Deno.readTextFile(name).catch(() => "");
  const lines = text.trimEnd().split("\n");
  const last = lines.at(-1) ?? "";
  if (!last.includes('"state":"done"')) return;
  const kept = lines.slice(0, -1).map((line) => `${line}\n`).join("");
  await Deno.writeTextFile(name, torn ? kept + last.slice(0, last.length / 2) : kept);
}

async function treeOf(root: TemporaryRoot): Promise<Record<string, string>> {
  const tree = await root.tree();
  return Object.fromEntries(
    Object.entries(tree).filter(([name]) => !name.startsWith("/var/lib/kubeworker")),
  );
}

/** A machine with files of others. */
async function machine(files: { path: string; text: string; mode: number }[]) {
  const root = await temporaryRoot();
  await Deno.mkdir(`${root.path}/etc`);
  await Deno.mkdir(`${root.path}/var/lib`, { recursive: true });
  for (const file of files) await root.put(file.path, file.text, file.mode);
  return root;
}

Deno.test("reset takes any history of changes back, wherever it or the join dies", async () => {
  await fc.assert(
    fc.asyncProperty(
      before,
      fc.array(step, { maxLength: 12 }),
      death,
      fc.record({ lost: fc.boolean(), torn: fc.boolean() }),
      death,
      async (files, steps, inJoin, { lost, torn }, inReset) => {
        await using root = await machine(files);
        const then = await treeOf(root);
        await live(root, steps, inJoin);
        if (lost) await loseLast(root, torn);
        await dyingReset(root, inReset);
        await resetting({ root: root.path });
        assert.deepEqual(await treeOf(root), then);
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("a second life after a reset that died is undone as well", async () => {
  await fc.assert(
    fc.asyncProperty(
      before,
      fc.array(step, { maxLength: 8 }),
      death,
      fc.array(step, { maxLength: 8 }),
      async (files, first, inReset, second) => {
        await using root = await machine(files);
        const then = await treeOf(root);
        await live(root, first, NEVER);
        await dyingReset(root, inReset);
        await live(root, second, NEVER);
        await resetting({ root: root.path });
        assert.deepEqual(await treeOf(root), then);
      },
    ),
    { numRuns: 80 },
  );
});

Deno.test("a dry run changes nothing, and foretells what a reset then does", async () => {
  await fc.assert(
    fc.asyncProperty(
      before,
      fc.array(step, { maxLength: 8 }),
      death,
      fc.option(path),
      async (files, steps, inJoin, edited) => {
        await using root = await machine(files);
        await live(root, steps, inJoin);
        // What somebody else has changed is kept.
        if (edited !== null) {
          const place = root.path + edited;
          await Deno.writeTextFile(place, "theirs").catch(() => {});
        }
        const then = await root.tree();
        const dry = await resetting({ root: root.path, dryRun: true });
        assert.deepEqual(await root.tree(), then);
        const real = await resetting({ root: root.path });
        assert.deepEqual(dry.outcome.reset, real.outcome.reset);
      },
    ),
    { numRuns: 80 },
  );
});

Deno.test("the histories are worth the name: most of them change something", async () => {
  let changed = 0;
  const samples = fc.sample(fc.tuple(before, fc.array(step, { minLength: 4, maxLength: 8 })), 20);
  for (const [files, steps] of samples) {
    await using root = await machine(files);
    const then = await treeOf(root);
    await live(root, steps, NEVER);
    if (JSON.stringify(await treeOf(root)) !== JSON.stringify(then)) changed++;
  }
  assert.ok(changed >= 15, String(changed));
});
