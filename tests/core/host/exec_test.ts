import assert from "node:assert/strict";
import { createExec } from "../../../core/host/exec.ts";
import { failsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const quick = { timeoutMs: 5000 };

Deno.test("exec.run() gives code and both outputs", async () => {
  await using root = await temporaryRoot();
  await root.script("/usr/bin/tool", 'echo "out $1 $2"; echo err >&2; exit 3');
  const result = await createExec(root.path).run("tool", ["a b", "$HOME"], quick);
  assert.deepEqual(result, { code: 3, stdout: "out a b $HOME\n", stderr: "err\n" });
});

Deno.test("exec.run() takes programs of the root, in a fixed order of directories", async () => {
  await using root = await temporaryRoot();
  const exec = createExec(root.path);
  assert.equal(await exec.has("tool"), false);
  await root.script("/usr/bin/tool", "echo usr");
  await root.script("/usr/local/bin/tool", "echo local");
  await root.put("/usr/local/sbin/tool", "not executable");
  await root.script("/home/me/other", "echo");
  assert.equal((await exec.run("tool", [], quick)).stdout, "local\n");
  assert.equal(await exec.has("other"), false);
  assert.equal(await exec.has("sh"), false);
});

Deno.test("exec.run() hands on none of this process's environment, and no input", async () => {
  await using root = await temporaryRoot();
  await root.script("/usr/bin/tool", "env; cat");
  Deno.env.set("KUBEWORKER_TEST_SECRET", "hunter2");
  try {
    const { stdout } = await createExec(root.path).run("tool", [], quick);
    const names = stdout.trim().split("\n").map((line) => line.split("=")[0]);
    assert.deepEqual(names.filter((name) => !["PWD", "SHLVL", "_"].includes(name ?? "")).sort(), [
      "HOME",
      "LANG",
      "LC_ALL",
      "PATH",
    ]);
  } finally {
    Deno.env.delete("KUBEWORKER_TEST_SECRET");
  }
});

Deno.test("exec.run() says that a program is missing", async () => {
  await using root = await temporaryRoot();
  const error = await failsWith(
    "command-failed",
    () => createExec(root.path).run("tool", [], quick),
  );
  assert.match(error.message, /tool: it is not installed/);
});

Deno.test.each([
  { what: "an interpreter that is not there", text: "#!/no/such/interpreter\n" },
])("exec.run() says that a program with $what cannot be run", async ({ text }) => {
  await using root = await temporaryRoot();
  await root.put("/usr/bin/tool", text, 0o755);
  await failsWith("command-failed", () => createExec(root.path).run("tool", [], quick));
});

Deno.test.each([
  { what: "that sleeps", body: "exec sleep 20" },
  { what: "whose child sleeps", body: "sleep 4; true" },
  { what: "that leaves a child in the background", body: "sleep 4 & exit 0" },
  { what: "that takes no notice of signals", body: "trap '' TERM INT; while :; do :; done" },
])("exec.run() ends a program $what when its time is over", async ({ body }) => {
  await using root = await temporaryRoot();
  await root.script("/usr/bin/tool", body);
  const began = performance.now();
  await createExec(root.path).run("tool", [], { timeoutMs: 200 }).catch((error) => {
    assert.equal(error.code, "command-failed");
    assert.match(error.message, /did not end within 0.2 s/);
  });
  assert.ok(performance.now() - began < 2000, `${performance.now() - began} ms`);
});

Deno.test("exec.run() keeps the first megabyte of an endless output", async () => {
  await using root = await temporaryRoot();
  await root.script("/usr/bin/tool", "head -c 5000000 /dev/zero | tr '\\\\0' x; echo end >&2");
  const { stdout, stderr } = await createExec(root.path).run("tool", [], quick);
  assert.ok(stdout.length >= 1 << 20 && stdout.length < 1.2 * (1 << 20), String(stdout.length));
  assert.equal(stderr, "end\n");
});

Deno.test("exec.run() ends when it is aborted, before and meanwhile", async () => {
  await using root = await temporaryRoot();
  await root.script("/usr/bin/tool", "exec sleep 20");
  const exec = createExec(root.path);
  await assert.rejects(exec.run("tool", [], { ...quick, signal: AbortSignal.abort() }), {
    name: "AbortError",
  });
  const abort = new AbortController();
  const running = exec.run("tool", [], { ...quick, signal: abort.signal });
  setTimeout(() => abort.abort(), 100);
  await assert.rejects(running, { name: "AbortError" });
});
