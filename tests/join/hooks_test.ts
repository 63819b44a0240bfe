import assert from "node:assert/strict";
import { parseCaseFile } from "./case_file.ts";
import { type Ended, runJoin } from "./join_run.ts";
import { createWorld, type World } from "./world.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const DIRECTORY = "/opt/site";

/** A world whose machine has a hook at each place: each writes down that it ran, then does as told. */
async function world(bodies: Record<string, string> = {}): Promise<World> {
  const one = await createWorld(
    parseCaseFile(JSON.stringify({ why: "It.", expect: { exit: 0 } })),
    "/nowhere",
  );
  const { root } = one.machine;
  const places = ["beforeKubelet", "afterJoin", "onFailure"];
  const conf = `${root}/var/lib/kubelet/config.yaml`;
  for (const directory of [DIRECTORY, "/etc/kubeworker"]) {
    await Deno.mkdir(root + directory, { recursive: true, mode: 0o755 });
  }
  for (const place of places) {
    const note = `echo ${place} $KUBEWORKER_ERROR_CODE $(test -e ${conf} && echo configured)`;
    const text = `#!/bin/sh\n${note} >>${root}/ran\n${bodies[place] ?? ""}\n`;
    await Deno.writeTextFile(`${root}${DIRECTORY}/${place}`, text, { mode: 0o755 });
  }
  const lists = places.map((place) => `  ${place}: [{ command: [${DIRECTORY}/${place}] }]`);
  await Deno.writeTextFile(
    `${root}/etc/kubeworker/config.yaml`,
    `apiVersion: kubeworker.dev/v1alpha1\nkind: WorkerConfiguration\nhooks:\n${lists.join("\n")}\n`,
  );
  return one;
}

async function join(
  one: World,
  flags: readonly string[] = [],
  more: Record<string, unknown> = {},
  form: "json" | "plain" = "json",
): Promise<Ended> {
  const all = ["--ignore-preflight-errors", "all", ...flags];
  const wanted = { why: "It.", flags: all, expect: { exit: 0 }, ...more };
  const { runs: [run] } = parseCaseFile(JSON.stringify(wanted));
  assert.ok(run !== undefined);
  return await runJoin(one, run, form);
}

async function ranIn({ machine: { root } }: World): Promise<string[]> {
  const text = await Deno.readTextFile(`${root}/ran`).catch(() => "");
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

function errorOf({ events }: Ended) {
  const result = events.at(-1);
  assert.ok(result?.kind === "result" && !result.ok, JSON.stringify(result));
  return result.error;
}

Deno.test("hooks run before the kubelet and after the join, and never for a dry run", async () => {
  await using one = await world();
  const dry = await join(one, ["--dry-run"]);
  assert.equal(dry.exit, 0);
  assert.deepEqual(await ranIn(one), []);
  // Here a dry run comes as far as the kubelet's start.
  assert.equal((await join(one, ["--dry-run", "--tls-bootstrap", "kubelet"])).exit, 0);
  assert.deepEqual(await ranIn(one), []);
  const shown = dry.events.flatMap((event) => event.kind === "hook" ? [event.outcome] : []);
  assert.deepEqual(shown, ["shown", "shown", "shown"]);

  assert.equal((await join(one)).exit, 0);
  assert.deepEqual(await ranIn(one), ["beforeKubelet configured", "afterJoin configured"]);
});

Deno.test("a hook before the kubelet that fails ends the join, and the next run goes on", async () => {
  await using one = await world({ beforeKubelet: "test -e $0.mended" });
  const ended = await join(one);
  assert.equal(ended.exit, 9);
  assert.equal(errorOf(ended).code, "hook-failed");
  assert.deepEqual(await ranIn(one), [
    "beforeKubelet configured",
    "onFailure hook-failed configured",
  ]);
  const services = ended.events.filter((event) => event.kind === "service");
  assert.deepEqual(services.filter(({ action }) => action === "restart"), []);

  await Deno.writeTextFile(`${one.machine.root}${DIRECTORY}/beforeKubelet.mended`, "");
  assert.equal((await join(one)).exit, 0);
});

Deno.test("a hook after the join that fails leaves the node joined; the same command runs it again", async () => {
  await using one = await world({ afterJoin: "test -e $0.mended" });
  const ended = await join(one, ["--on-failure", "rollback"]);
  assert.equal(ended.exit, 9);
  assert.equal(errorOf(ended).code, "hook-failed");
  assert.match(errorOf(ended).hint ?? "", /the node has joined/);
  await Deno.writeTextFile(`${one.machine.root}${DIRECTORY}/afterJoin.mended`, "");
  const again = await join(one);
  const result = again.events.at(-1);
  assert.ok(result?.kind === "result" && result.ok);
  assert.equal(result.join, "already-joined");
  const after = (await ranIn(one)).filter((line) => line.startsWith("afterJoin"));
  assert.equal(after.length, 2);
});

Deno.test("nothing is run for a cluster that is not trusted", async () => {
  await using one = await world();
  const pin = ["--discovery-token-ca-cert-hash", `sha256:${"0".repeat(64)}`];
  const args = ["join", "${ENDPOINT}", "--token", "${TOKEN}", ...pin];
  const ended = await join(one, [], { args });
  assert.equal(ended.exit, 5);
  assert.deepEqual(await ranIn(one), []);
});

Deno.test("a hook of a failed join that fails, too, is a warning beside the join's error", async () => {
  await using one = await world({ beforeKubelet: "exit 1", onFailure: "exit 7" });
  const ended = await join(one);
  assert.match(errorOf(ended).message, /beforeKubelet/);
  const notes = ended.events.flatMap((event) => event.kind === "note" ? [event.text] : []);
  assert.ok(notes.includes(`Hook ${DIRECTORY}/onFailure (onFailure) ended with code 7`));
});

Deno.test("what a hook says of a token is shown without its secret, with --verbose alone", async () => {
  const body = "echo see abcdef.0123456789abcdef";
  await using one = await world({ beforeKubelet: body });
  const { stdout, stderr } = await join(one, ["--verbose"], {}, "plain");
  assert.match(stdout + stderr, /beforeKubelet: see abcdef\.\[redacted\]/);
  const report = `${one.machine.root}/var/lib/kubeworker`;
  for await (const { name, isFile } of Deno.readDir(report)) {
    if (!isFile) continue;
    assert.ok(!(await Deno.readTextFile(`${report}/${name}`)).includes("0123456789abcdef"), name);
  }
});

Deno.test("with --tls-bootstrap=kubelet the hook runs before the token is on the disk", async () => {
  const token = "${0%/opt/*}/etc/kubernetes/bootstrap-kubelet.conf";
  await using one = await world({ beforeKubelet: `test ! -e "${token}"` });
  assert.equal((await join(one, ["--tls-bootstrap", "kubelet"])).exit, 0);
  assert.deepEqual(await ranIn(one), ["beforeKubelet configured", "afterJoin configured"]);
});

Deno.test("a phase alone runs the hooks before the kubelet that it starts, and no others", async () => {
  await using one = await world();
  const stopped = await join(one, ["--skip-phases", "finalize"]);
  assert.equal(stopped.exit, 0);
  assert.deepEqual(await ranIn(one), []);
  const args = ["join", "phase", "finalize"];
  const { runs: [run] } = parseCaseFile(JSON.stringify({ why: "It.", args, expect: { exit: 0 } }));
  assert.ok(run !== undefined);
  assert.equal((await runJoin(one, run, "json")).exit, 0);
  assert.deepEqual(await ranIn(one), ["beforeKubelet configured"]);
});

Deno.test("a join that is interrupted ends its hook, and runs none of a failure", async () => {
  await using one = await world({ beforeKubelet: "sleep 60" });
  const interruptAt = { kind: "hook", outcome: "started" };
  const ended = await join(one, [], { interruptAt, interruptAfterMs: 100 });
  assert.equal(ended.exit, 130);
  assert.deepEqual(await ranIn(one), ["beforeKubelet configured"]);
});
