import assert from "node:assert/strict";
import { readJournal } from "../../core/engine/journal.ts";
import { parseCaseFile } from "./case_file.ts";
import { type Ended, runJoin } from "./join_run.ts";
import { type Entry, listTree } from "./tree.ts";
import { createWorld, type World } from "./world.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const STATE = "/var/lib/kubeworker";

async function world(more: Record<string, unknown> = {}): Promise<World> {
  const wanted = parseCaseFile(JSON.stringify({ why: "A join.", expect: { exit: 0 }, ...more }));
  return await createWorld(wanted, "/nowhere");
}

/** The machine, but for what kubeworker keeps for itself. */
async function treeOf({ machine: { root } }: World): Promise<Entry[]> {
  const all = await Array.fromAsync(listTree(root));
  return all.filter(({ path }) => !path.startsWith(STATE));
}

async function run(one: World, ...args: string[]): Promise<Ended> {
  const flags = args[0] === "reset" ? [] : ["--ignore-preflight-errors", "all"];
  const ready = { expect: { exit: 0 }, flags, ...(args.length === 0 ? {} : { args }) };
  const { runs: [wanted] } = parseCaseFile(JSON.stringify({ why: "It.", ...ready }));
  assert.ok(wanted !== undefined);
  return await runJoin(one, wanted, "json");
}

function resultOf({ events }: Ended) {
  const result = events.at(-1);
  assert.ok(result?.kind === "result" && result.ok, JSON.stringify(result));
  return result;
}

/** What a real kubelet leaves beside. */
async function live({ machine: { root } }: World): Promise<void> {
  const kubelet = `${root}/var/lib/kubelet`;
  await Deno.mkdir(`${kubelet}/pods/1234/volumes`, { recursive: true });
  await Deno.writeTextFile(`${kubelet}/pods/1234/volumes/data`, "x");
  await Deno.writeTextFile(`${kubelet}/cpu_manager_state`, "{}");
  await Deno.writeTextFile(`${kubelet}/pki/kubelet.crt`, "certificate");
  await Deno.writeTextFile(`${kubelet}/pki/kubelet.key`, "key", { mode: 0o600 });
  // It has rotated its certificate.
  const rotated = `${kubelet}/pki/kubelet-client-2030-01-01-00-00-00.pem`;
  await Deno.writeTextFile(rotated, "certificate and key", { mode: 0o600 });
  await Deno.remove(`${kubelet}/pki/kubelet-client-current.pem`);
  await Deno.symlink(rotated.slice(root.length), `${kubelet}/pki/kubelet-client-current.pem`);
}

Deno.test("reset takes a whole join back: the machine is as before, and can join again", async () => {
  await using one = await world();
  const before = await treeOf(one);
  assert.equal((await run(one)).exit, 0);
  await live(one);
  assert.notDeepEqual(await treeOf(one), before);
  assert.equal((await Deno.lstat(`${one.machine.root}${STATE}/report.json`)).isFile, true);
  const reset = await run(one, "reset");
  assert.equal(reset.exit, 0, JSON.stringify(reset.events.at(-1)));
  await assert.rejects(Deno.lstat(`${one.machine.root}${STATE}/report.json`));
  assert.deepEqual(await treeOf(one), before);
  assert.equal(one.machine.kubelet.isActive(), false);
  const { reset: report, nodeName } = resultOf(reset);
  assert.equal(nodeName, undefined);
  assert.deepEqual(report?.kept, []);
  assert.match(report?.journal ?? "", /^\/var\/lib\/kubeworker\/journal-\d{4}-\d\d-\d\d\.jsonl$/);
  const text = reset.events.map((event) => event.kind === "note" ? event.text : "").join("\n");
  assert.match(text, /Not touched: CNI configuration/);
  assert.match(text, /kubelet of Node|kubelet runs/);
  one.controlPlane.deleteNode("worker-1");
  assert.equal((await run(one)).exit, 0);
  assert.equal((await run(one, "reset")).exit, 0);
  assert.deepEqual(await treeOf(one), before);
});

Deno.test("reset takes a join back in which the kubelet sent the request", async () => {
  await using one = await world();
  const before = await treeOf(one);
  const join = await run(
    one,
    ...["join", "${ENDPOINT}", "--token", "${TOKEN}", "--tls-bootstrap", "kubelet"],
    ...["--discovery-token-ca-cert-hash", "${PIN}"],
  );
  assert.equal(join.exit, 0, JSON.stringify(join.events.at(-1)));
  assert.equal((await run(one, "reset")).exit, 0);
  assert.deepEqual(await treeOf(one), before);
});

Deno.test("reset stops the kubelet before anything else, and says whose it is", async () => {
  await using one = await world();
  const join = await run(
    one,
    ...["join", "${ENDPOINT}", "--token", "${TOKEN}", "--wait", "ready"],
    ...["--discovery-token-ca-cert-hash", "${PIN}"],
  );
  assert.equal(join.exit, 0, JSON.stringify(join.events.at(-1)));
  const { events } = await run(one, "reset");
  const changes = events.filter(({ kind }) => ["service", "file", "kernel"].includes(kind));
  const [first] = changes;
  assert.ok(first?.kind === "service" && first.action === "stop" && first.unit === "kubelet");
  const said = events.findIndex((event) =>
    event.kind === "note" && /Node "worker-1" runs, and the Node is Ready/.test(event.text)
  );
  const untouched = 'Not touched: the Node "worker-1" in the cluster';
  assert.ok(events.some((event) => event.kind === "note" && event.text === untouched));
  const notes = events.filter(({ kind }) => kind === "note" || kind === "request");
  assert.ok(
    said >= 0 && said < events.findIndex(({ kind }) => kind === "service"),
    JSON.stringify(notes),
  );
});

Deno.test("a dry run of reset changes nothing, and shows all that a reset does", async () => {
  await using one = await world();
  assert.equal((await run(one)).exit, 0);
  const joined = await Array.fromAsync(listTree(one.machine.root));
  const dry = await run(one, "reset", "--dry-run");
  assert.deepEqual(await Array.fromAsync(listTree(one.machine.root)), joined);
  assert.equal(one.machine.kubelet.isActive(), true);
  const real = await run(one, "reset");
  const shown = resultOf(dry).reset;
  const done = resultOf(real).reset;
  assert.deepEqual(shown, done);
  assert.ok(dry.events.filter(({ kind }) => kind === "file").length > 5);
});

Deno.test("reset keeps what somebody has changed since, says so, and removes it by --force", async () => {
  await using one = await world();
  const before = await treeOf(one);
  assert.equal((await run(one)).exit, 0);
  const config = `${one.machine.root}/var/lib/kubelet/config.yaml`;
  await Deno.writeTextFile(config, "mine: true\n");
  const dry = await run(one, "reset", "--dry-run", "--force");
  assert.ok(resultOf(dry).reset?.removed.includes("/var/lib/kubelet/config.yaml"));
  const { reset } = resultOf(await run(one, "reset"));
  assert.deepEqual(reset?.kept.map(({ path }) => path), [
    "/var/lib/kubelet/config.yaml",
    "/var/lib/kubelet",
  ]);
  assert.equal(await Deno.readTextFile(config), "mine: true\n");
  // Its journal is undone: it is left alone from now on.
  assert.deepEqual(resultOf(await run(one, "reset")).reset?.removed, []);
  await Deno.remove(config);
  await Deno.remove(`${one.machine.root}/var/lib/kubelet`);
  assert.deepEqual(await treeOf(one), before);
});

Deno.test("a join that was broken off is taken back as well", async () => {
  await using one = await world({ controlPlane: { issuance: { policy: "hold" } } });
  const before = await treeOf(one);
  const join = await run(
    one,
    ...["join", "${ENDPOINT}", "--token", "${TOKEN}", "--timeout", "tlsBootstrap=500ms"],
    ...["--discovery-token-ca-cert-hash", "${PIN}"],
  );
  assert.notEqual(join.exit, 0);
  const journal = readJournal(
    await Deno.readTextFile(`${one.machine.root}${STATE}/journal.jsonl`),
  );
  assert.ok(journal.length > 3);
  assert.equal((await run(one, "reset")).exit, 0);
  assert.deepEqual(await treeOf(one), before);
});

Deno.test("a join that mends the machine first is taken back with what it mended", async () => {
  await using one = await world();
  const { root } = one.machine;
  const forward = `${root}/proc/sys/net/ipv4/ip_forward`;
  await Deno.mkdir(forward.slice(0, forward.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(forward, "0\n");
  await Deno.writeTextFile(`${root}/etc/fstab`, "UUID=1 none swap sw 0 0\n");
  const before = await treeOf(one);
  const join = await run(
    one,
    ...["join", "${ENDPOINT}", "--token", "${TOKEN}", "--fix", "all"],
    ...["--discovery-token-ca-cert-hash", "${PIN}"],
  );
  assert.equal(join.exit, 0, JSON.stringify(join.events.at(-1)));
  assert.equal(await Deno.readTextFile(forward), "1\n");
  const fix = join.events.find(({ kind }) => kind === "fix");
  assert.ok(fix?.kind === "fix" && fix.outcome === "mended", JSON.stringify(fix));
  assert.equal((await run(one, "reset")).exit, 0);
  assert.equal(await Deno.readTextFile(forward), "0\n");
  assert.deepEqual(await treeOf(one), before);
});
