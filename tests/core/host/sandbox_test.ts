import assert from "node:assert/strict";
import { createSandbox } from "../../../core/host/sandbox.ts";
import { endMembers, members } from "../../../core/host/sandbox_members.ts";
import { closedToOthers, freeUserId } from "../../../core/host/sandbox_user.ts";
import type { SandboxLimits } from "../../../core/host/types.ts";
import { processesWith } from "../../support/plugins/processes.ts";
import { failsWith } from "../kit/errors.ts";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const ROOT = Deno.uid() === 0;

function limits(changes: Partial<SandboxLimits> = {}): SandboxLimits {
  return {
    what: 'plugin "p"',
    timeoutMs: 5000,
    memoryBytes: 256 << 20,
    signal: new AbortController().signal,
    log: () => {},
    ...changes,
  };
}

async function open(): Promise<TemporaryRoot> {
  const root = await temporaryRoot();
  await Deno.chmod(root.path, 0o755);
  return root;
}

Deno.test("sandbox.run() gives code and output, and hands on its input", async () => {
  await using root = await open();
  await root.script("/tool", 'cat; echo " args $#"; echo aside >&2; exit 3');
  const log: string[] = [];
  const sandbox = createSandbox(root.path);
  const result = await sandbox.run(
    "/tool",
    "question",
    limits({ log: (line) => void log.push(line) }),
  );
  assert.deepEqual(result, { code: 3, stdout: "question args 0\n" });
  assert.deepEqual(log, ["aside"]);
});

Deno.test("sandbox.run() does not mind a program that does not read its input", async () => {
  await using root = await open();
  await root.script("/tool", "exec <&-; echo done");
  const sandbox = createSandbox(root.path);
  const { stdout } = await sandbox.run("/tool", "x".repeat(1 << 20), limits());
  assert.equal(stdout, "done\n");
});

Deno.test("sandbox.run() ends a program that never reads a large input", async () => {
  await using root = await open();
  await root.script("/tool", "sleep 20");
  const sandbox = createSandbox(root.path);
  const input = "x".repeat(1 << 20);
  const error = await failsWith(
    "plugin-timeout",
    () => sandbox.run("/tool", input, limits({ timeoutMs: 300 })),
  );
  assert.equal(error.message, 'Plugin "p" did not end within 0.3 s');
});

Deno.test("sandbox.run() gives exactly one mebibyte, and not a byte more", async () => {
  await using root = await open();
  await root.script("/good", "head -c 1048576 /dev/zero");
  await root.script("/bad", "head -c 1048577 /dev/zero");
  const sandbox = createSandbox(root.path);
  assert.equal((await sandbox.run("/good", "", limits())).stdout.length, 1 << 20);
  const error = await failsWith("plugin-limit", () => sandbox.run("/bad", "", limits()));
  assert.equal(error.message, 'Plugin "p" prints more than 1 MiB');
});

Deno.test("sandbox.run() is given up at once, before and meanwhile", async () => {
  await using root = await open();
  await root.script("/tool", `sh -c 'sleep 20; : ${root.path}' & sleep 20`);
  const sandbox = createSandbox(root.path);
  await assert.rejects(sandbox.run("/tool", "", limits({ signal: AbortSignal.abort() })), {
    name: "AbortError",
  });
  const abort = new AbortController();
  const running = sandbox.run("/tool", "", limits({ signal: abort.signal }));
  setTimeout(() => abort.abort(), 100);
  const began = performance.now();
  await assert.rejects(running, { name: "AbortError" });
  assert.ok(performance.now() - began < 1000);
  assert.deepEqual(processesWith(root.path), []);
});

Deno.test({
  name: "as root, every sandbox has a user of its own, which nobody else has",
  ignore: !ROOT,
  async fn() {
    await using root = await open();
    await root.script("/tool", "id -u; id -g; id -G");
    const seen: string[] = [];
    for (let round = 0; round < 3; round++) {
      const sandbox = createSandbox(root.path);
      const [uid = "", gid, groups] = (await sandbox.run("/tool", "", limits())).stdout.split("\n");
      assert.ok(Number(uid) >= 61184 && Number(uid) <= 65519, uid);
      assert.deepEqual([gid, groups], [uid, uid]);
      assert.equal((await sandbox.run("/tool", "", limits())).stdout.split("\n")[0], uid);
      seen.push(uid);
    }
    assert.ok(new Set(seen).size > 1, seen.join());
  },
});

Deno.test({
  name: "as root, a user that has processes is not free",
  ignore: !ROOT,
  async fn() {
    const uid = freeUserId();
    const child = new Deno.Command("/bin/sleep", { args: ["20"], uid, gid: uid, cwd: "/" }).spawn();
    try {
      assert.deepEqual(members({ uid }).map(({ pid }) => pid), [child.pid]);
      assert.ok((members({ uid })[0]?.residentBytes ?? 0) > 10_000);
      for (let round = 0; round < 50; round++) assert.notEqual(freeUserId(), uid);
    } finally {
      await endMembers({ uid }, { others: () => undefined });
      await child.status;
    }
    assert.deepEqual(members({ uid }), []);
  },
});

Deno.test("closedToOthers() names the first place that keeps others out", async () => {
  await using root = await open();
  await root.put("/a/b/tool", "", 0o755);
  for (const path of ["/a", "/a/b"]) await Deno.chmod(root.path + path, 0o755);
  const tool = `${root.path}/a/b/tool`;
  assert.equal(closedToOthers(tool, "execute"), undefined);
  await Deno.chmod(tool, 0o744);
  assert.equal(closedToOthers(tool, "execute"), tool);
  assert.equal(closedToOthers(tool, "read"), undefined);
  await Deno.chmod(`${root.path}/a`, 0o750);
  assert.equal(closedToOthers(tool, "read"), `${root.path}/a`);
});

Deno.test("raw files know owner and hash, and refuse what is too large", async () => {
  await using root = await open();
  await root.put("/f", "text");
  const { files } = createSandbox(root.path);
  assert.equal(await files.owner("/f"), Deno.uid());
  assert.equal(await files.owner("/missing"), undefined);
  assert.equal(await files.sha256("/missing"), undefined);
  assert.equal(
    await files.sha256("/f"),
    "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1",
  );
  assert.deepEqual(await files.bytes("/f", 4), new TextEncoder().encode("text"));
  await failsWith("file-failed", () => files.bytes("/f", 3));
});
