import assert from "node:assert/strict";
import type { Hook } from "../../../core/config/worker_configuration.ts";
import { prepareHooks } from "../../../core/hooks/hooks.ts";
import { createHost } from "../../../core/host/host.ts";
import { failsWith } from "../kit/errors.ts";
import { recorder } from "../kit/events.ts";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const PATH = "/opt/site/hook";

/** A machine with a hook that is a script. */
async function machine(body: string): Promise<TemporaryRoot> {
  const root = await temporaryRoot();
  await root.script(PATH, body);
  for (const path of ["/opt", "/opt/site"]) await Deno.chmod(root.path + path, 0o755);
  return root;
}

async function run(
  root: TemporaryRoot,
  { timeoutMs = 10_000, signal = new AbortController().signal, args = ["a b", "$HOME"] } = {},
) {
  const { emit, events } = recorder();
  const hook: Hook = { command: [PATH, ...args], timeoutMs };
  using host = await createHost({ root: root.path, dryRun: false, emit, version: "0" });
  const hooks = await prepareHooks({ onFailure: [hook] }, host);
  const moment = { nodeName: "n1", server: "https://a:1", errorCode: "node-timeout" };
  const ended = hooks.run("onFailure", { ...moment, emit, signal });
  return { events, ended: await ended.then(() => undefined, (error) => error) };
}

Deno.test("a hook gets its arguments as they are, the node's facts, and nothing else", async () => {
  await using root = await machine('echo "$# $2"; env');
  Deno.env.set("KUBEWORKER_TOKEN", "abcdef.0123456789abcdef");
  const { events } = await run(root).finally(() => Deno.env.delete("KUBEWORKER_TOKEN"));
  const lines = events.flatMap((event) => event.kind === "hook-log" ? [event.text] : []);
  assert.equal(lines[0], "2 $HOME");
  assert.deepEqual(lines.filter((line) => line.startsWith("KUBEWORKER_")).sort(), [
    "KUBEWORKER_ERROR_CODE=node-timeout",
    "KUBEWORKER_NODE_NAME=n1",
    "KUBEWORKER_SERVER=https://a:1",
  ]);
  const outcomes = events.flatMap((event) => event.kind === "hook" ? [event.outcome] : []);
  assert.deepEqual(outcomes, ["started", "done"]);
});

Deno.test("a hook that fails says so by its code and its last word, without its arguments", async () => {
  await using root = await machine("echo out; echo no image >&2; exit 3");
  const { ended } = await run(root, { args: ["hunter2"] });
  assert.equal(ended.code, "hook-failed");
  assert.equal(ended.exitCode, 9);
  assert.equal(ended.message, `Hook ${PATH} (onFailure) ended with code 3`);
  assert.deepEqual(ended.causes, ["no image"]);
});

Deno.test("a hook that does not end is killed with all that it has started", async () => {
  await using root = await machine(`(sleep 1; touch "${"$0"}.late") & sleep 60`);
  const { ended, events } = await run(root, { timeoutMs: 300, args: ["hunter2"] });
  assert.equal(ended.code, "hook-failed");
  assert.equal(ended.message, `Hook ${PATH} (onFailure) did not end within 0.3 s`);
  assert.ok(!JSON.stringify(events).includes("hunter2"));
  await new Promise((resolve) => setTimeout(resolve, 1200));
  await assert.rejects(Deno.stat(`${root.path}${PATH}.late`), Deno.errors.NotFound);
});

Deno.test("a hook ends with the join that is interrupted", async () => {
  await using root = await machine("sleep 60");
  const began = performance.now();
  const { ended } = await run(root, { signal: AbortSignal.timeout(200) });
  assert.ok(ended instanceof Error);
  assert.ok(performance.now() - began < 5000);
});

Deno.test("a hook may say much: 200 lines of it are kept, of 1,000 characters", async () => {
  await using root = await machine(
    "head -c 5000 /dev/zero | tr '\\0' x; echo; for i in $(seq 1 1000); do echo $i; done",
  );
  const { events } = await run(root);
  const lines = events.flatMap((event) => event.kind === "hook-log" ? [event.text] : []);
  assert.equal(lines.length, 200);
  assert.equal(lines[0], "x".repeat(1000));
});

Deno.test("a script for an interpreter that is not there cannot be run", async () => {
  await using root = await machine("");
  await root.put(PATH, "#!/no/such/interpreter\n", 0o755);
  const { ended } = await run(root);
  assert.equal(ended.message, `Cannot run hook ${PATH} (onFailure)`);
});

Deno.test.each([
  { what: "is not there", change: (path: string) => Deno.remove(path), root: false },
  { what: "cannot be executed", change: (path: string) => Deno.chmod(path, 0o644), root: false },
  { what: "everybody may change", change: (path: string) => Deno.chmod(path, 0o757), root: true },
  {
    what: "lies where everybody may write",
    change: (path: string) => Deno.chmod(path.replace(/\/[^/]*$/, ""), 0o777),
    root: true,
  },
])("a hook that $what is refused before anything is done", async ({ change, root: asRoot }) => {
  if (asRoot && Deno.uid() !== 0) return;
  await using root = await machine("");
  await change(root.path + PATH);
  using host = await createHost({ root: root.path, dryRun: true, emit() {}, version: "0" });
  const lists = { afterJoin: [{ command: [PATH], timeoutMs: 1 }] } as const;
  const error = await failsWith("hook-unusable", () => prepareHooks(lists, host));
  assert.match(error.message, /^Cannot use hook \/opt\/site\/hook \(afterJoin\): /);
});
