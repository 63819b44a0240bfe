import assert from "node:assert/strict";
import { parseCaseFile } from "./case_file.ts";
import { type Ended, runJoin } from "./join_run.ts";
import { type Entry, listTree } from "./tree.ts";
import { createWorld, type World } from "./world.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const PKI = "/var/lib/kubelet/pki";

async function world(): Promise<World> {
  return await createWorld(
    parseCaseFile(JSON.stringify({ why: "It.", expect: { exit: 0 } })),
    "/nowhere",
  );
}

async function join(one: World, ...more: string[]): Promise<Ended> {
  const flags = ["--ignore-preflight-errors", "all", ...more];
  const { runs: [run] } = parseCaseFile(
    JSON.stringify({ why: "It.", flags, expect: { exit: 0 } }),
  );
  assert.ok(run !== undefined);
  return await runJoin(one, run, "json");
}

function cameTo({ events }: Ended): string | undefined {
  const result = events.at(-1);
  assert.ok(result?.kind === "result" && result.ok, JSON.stringify(result));
  return result.join;
}

/** The machine; each run adds its report to those that are there. */
async function tree({ machine: { root } }: World): Promise<Entry[]> {
  const entries = await Array.fromAsync(listTree(root));
  return entries.filter(({ path }) => !/\/kubeworker\/report(\.\d)?\.json$/.test(path));
}

function journalOf({ machine: { root } }: World): Promise<string> {
  return Deno.readTextFile(`${root}/var/lib/kubeworker/journal.jsonl`);
}

/** As if the program had been killed after the journal's line that fits, and before the next change. */
async function killAfter(one: World, fits: RegExp): Promise<void> {
  const lines = (await journalOf(one)).trimEnd().split("\n");
  const at = lines.findIndex((line) => fits.test(line));
  assert.ok(at >= 0);
  const path = `${one.machine.root}/var/lib/kubeworker/journal.jsonl`;
  await Deno.writeTextFile(path, `${lines.slice(0, at + 1).join("\n")}\n`);
}

Deno.test("a finished join again looks at all, and changes not a byte", async () => {
  await using one = await world();
  assert.equal(cameTo(await join(one)), "new");
  const before = await tree(one);
  const again = await join(one);
  assert.equal(cameTo(again), "already-joined");
  assert.deepEqual(await tree(one), before);
  assert.deepEqual(again.events.filter(({ kind }) => kind === "service"), []);
  const dry = await join(one, "--dry-run");
  assert.equal(dry.exit, 0);
  assert.deepEqual(await tree(one), before);
});

Deno.test("a join that was killed before kubelet.conf goes on with the certificate that is there", async () => {
  await using one = await world();
  assert.equal((await join(one)).exit, 0);
  const { root } = one.machine;
  await one.machine.kubelet.stop();
  one.controlPlane.deleteNode("worker-1");
  await killAfter(one, /"path":"\/var\/lib\/kubelet\/pki\/kubelet-client-\d/);
  for (const path of ["/etc/kubernetes/kubelet.conf", `${PKI}/kubelet-client-current.pem`]) {
    await Deno.remove(root + path);
  }
  const half = `${root}${PKI}/.kubelet-client-2026-01-01-00-00-00.pem.kubeworker-0a1b2c3d`;
  const intent = {
    kind: "file",
    path: `${PKI}/kubelet-client-2026-01-01-00-00-00.pem`,
    before: null,
  };
  const record = { seq: 99, time: "2026-01-01T00:00:00Z", run: "r", state: "intent" };
  const change = { ...intent, after: { kind: "file", mode: 0o600, sha256: "00" } };
  await Deno.writeTextFile(half, "half a key", { mode: 0o600 });
  await Deno.writeTextFile(
    `${root}/var/lib/kubeworker/journal.jsonl`,
    `${JSON.stringify({ ...record, change })}\n`,
    { append: true },
  );
  const again = await join(one);
  assert.equal(cameTo(again), "continued");
  assert.ok(!again.requests.some(({ method }) => method === "POST"), "it asked for another");
  const names = Array.from(Deno.readDirSync(root + PKI), ({ name }) => name).sort();
  assert.equal(names.length, 2, names.join());
  assert.equal(one.machine.kubelet.isActive(), true);
  assert.match(
    JSON.stringify(again.events),
    /Continuing the join of .*"worker-1.* that was killed/,
  );
});

Deno.test("a join that was killed while it started the kubelet starts it again; a later one does not", async () => {
  await using one = await world();
  assert.equal((await join(one)).exit, 0);
  await killAfter(one, /"kind":"service"/);
  const again = await join(one);
  assert.equal(cameTo(again), "continued");
  assert.equal(again.events.filter(({ kind }) => kind === "service").length, 1);
  assert.equal(cameTo(await join(one)), "already-joined");
});

Deno.test("a Node that somebody deleted is registered again", async () => {
  await using one = await world();
  assert.equal((await join(one)).exit, 0);
  one.controlPlane.deleteNode("worker-1");
  const again = await join(one);
  assert.equal(cameTo(again), "continued");
  assert.match(JSON.stringify(again.events), /Somebody deleted the Node/);
  assert.ok(again.requests.every(({ method }) => method === "GET"));
});

Deno.test("a kubelet that was stopped is started, and nothing else is done", async () => {
  await using one = await world();
  assert.equal((await join(one)).exit, 0);
  await one.machine.kubelet.stop();
  assert.equal(cameTo(await join(one)), "continued");
  assert.equal(one.machine.kubelet.isActive(), true);
});

Deno.test("a journal of another version is read as far as it is understood", async () => {
  await using one = await world();
  assert.equal((await join(one)).exit, 0);
  const path = `${one.machine.root}/var/lib/kubeworker/journal.jsonl`;
  const future = [
    { seq: 1, time: "2030-01-01T00:00:00Z", run: "f", state: "snapshot", of: ["x"] },
    { seq: 2, time: "2030-01-01T00:00:00Z", run: "f", state: "intent", change: { kind: "bpf" } },
    "text",
    null,
  ];
  const lines = future.map((line) => JSON.stringify(line)).join("\n");
  await Deno.writeTextFile(path, `${lines}\nhalf a li`, { append: true });
  assert.equal(cameTo(await join(one)), "already-joined");
  // Before there were records of what a join is for, and of how it ended.
  const old = (await journalOf(one)).split("\n").filter((line) => !/"(join|end)"/.test(line));
  await Deno.writeTextFile(path, old.join("\n"));
  assert.equal(cameTo(await join(one)), "continued");
  assert.equal(cameTo(await join(one)), "already-joined");
});
