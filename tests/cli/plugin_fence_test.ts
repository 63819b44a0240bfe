import assert from "node:assert/strict";
import { build } from "../scripts/fixtures/build.ts";
import { moduleText } from "../support/plugins/texts.ts";
import { processesWhere } from "../support/plugins/processes.ts";
import { type TemporaryRoot, temporaryRoot } from "../core/kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** The fence of another user is there for root and a built program: `KUBEWORKER_BIN`, or one made here. */
const BUILT = Deno.env.get("KUBEWORKER_BIN");
const ignore = Deno.uid() !== 0 || (BUILT === undefined && !Deno.env.has("DENORT_BIN"));

interface World extends AsyncDisposable {
  readonly folder: TemporaryRoot;
  readonly program: string;
}

let made: Promise<Uint8Array<ArrayBuffer>> | undefined;

async function makeProgram(): Promise<Uint8Array<ArrayBuffer>> {
  if (BUILT !== undefined) return await Deno.readFile(BUILT);
  const folder = await Deno.makeTempDir({ prefix: "kubeworker-fence-" });
  try {
    await build(["--kind=compiled", `--out=${folder}`]);
    return await Deno.readFile(`${folder}/kubeworker`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A folder that other users may enter, with the program in it. */
async function world(): Promise<World> {
  const folder = await temporaryRoot();
  await Deno.chmod(folder.path, 0o755);
  const program = `${folder.path}/bin/kubeworker`;
  await Deno.mkdir(`${folder.path}/bin`, { mode: 0o755 });
  await Deno.writeFile(program, await (made ??= makeProgram()), { mode: 0o755 });
  return { folder, program, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

function start(program: string, args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(program, {
    args: [...args],
    clearEnv: true,
    env: {
      PATH: "/usr/bin:/bin",
      CANARY: "canary-in-our-environment",
      KUBEWORKER_RUNTIME_DIR: `${program}.runtime`,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function test(program: string, ...args: string[]) {
  const { code, stdout, stderr } = await start(program, ["plugin", "test", ...args, "-o", "json"])
    .output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, stdout: out ?? "", stderr: err ?? "" };
}

/** The process that the program has started, once it is there. */
async function childOf(program: Deno.ChildProcess): Promise<number> {
  for (let tries = 0; tries < 400; tries++) {
    const [pid] = processesWhere(({ parent, uid }) => parent === program.pid && uid !== 0);
    if (pid !== undefined) return pid;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the program has started no process of another user");
}

function ownerOf(pid: number): number {
  return Number(/^Uid:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1]);
}

/** What a module tries; each is an expression that gives a promise. */
const ATTEMPTS = [
  'Deno.readTextFile("/etc/passwd")',
  'Deno.readTextFile("/etc/shadow")',
  'import("file:///etc/shadow", { with: { type: "text" } })',
  'import("file:///proc/PARENT/environ", { with: { type: "text" } })',
  '(await import("node:fs")).promises.readFile("/etc/passwd")',
  'Deno.writeTextFile("/tmp/kubeworker-plugin", "x")',
  'new Deno.Command("/bin/true").output()',
  '(async () => (await import("node:child_process")).execFileSync("/bin/true"))()',
  'Deno.connect({ hostname: "127.0.0.1", port: 22 })',
  'fetch("http://127.0.0.1:8080/")',
  "Promise.try(() => Deno.env.toObject())",
  "Promise.try(() => Deno.kill(PARENT))",
  `Promise.try(() => new Worker("data:application/javascript,1",
    { type: "module", deno: { permissions: { read: true } } } as any))`,
];

Deno.test({
  name: "in a built program a module is another user, and reaches nothing that is root's",
  ignore,
  async fn() {
    await using built = await world();
    const attempts = ATTEMPTS.map((code) => {
      const filled = code.replaceAll("PARENT", String(Deno.pid));
      return `[${JSON.stringify(code.slice(0, 60))}, async () => await (${filled})]`;
    });
    const discover = `
      const reached: string[] = [];
      for (const [name, attempt] of [${
      attempts.join(",\n")
    }] as [string, () => Promise<unknown>][]) {
        try { await attempt(); reached.push(name); } catch (error) {
          if (!/NotCapable|Requires|Permission|permission|Os|escalate/.test(String(error))) {
            reached.push(name + String(error));
          }
        }
      }
      ctx.fail("report", JSON.stringify(reached));`;
    await built.folder.put("/trial.ts", moduleText({ discover }));
    const { code, stdout } = await test(built.program, `${built.folder.path}/trial.ts`);
    assert.equal(code, 9, stdout);
    assert.match(stdout, /failed: \[\] \(report\)"/);
  },
});

Deno.test({
  name: "in a built program ctx.readText reads a file that only root may, if it is granted",
  ignore,
  async fn() {
    await using built = await world();
    const { path } = built.folder;
    await built.folder.put("/given/token", "hidden from others", 0o600);
    await built.folder.put("/given/large", "x".repeat(2_000_000), 0o600);
    await built.folder.put("/kept/token", "never", 0o600);
    await Deno.symlink("/etc/shadow", `${path}/given/link`);
    const paths = ["given/token", "kept/token", "given/link", "given/../kept/token", "given/large"]
      .map((name) => `${path}/${name}`);
    const discover = `const seen: string[] = [];
      for (const path of ${JSON.stringify(paths)}) {
        seen.push(await ctx.readText(path).catch((error: Error) => error.name + " " + error.message));
      }
      const direct = await Deno.readTextFile(${JSON.stringify(paths[0])}).catch(({ name }) => name);
      throw new Error(JSON.stringify([...seen.map((text) => text.replaceAll(${
      JSON.stringify(path)
    }, "")), direct]));`;
    const fields = 'permissions: { read: ["*"] },';
    await built.folder.put("/trial.ts", moduleText({ discover, fields }));
    const { stdout } = await test(
      built.program,
      `${path}/trial.ts`,
      "--grant",
      `read=${path}/given`,
    );
    const { why } = JSON.parse(stdout).checks.at(-1);
    const [token, kept, link, up, large, direct] = JSON.parse(why.slice(why.indexOf("[")));
    assert.equal(token, "hidden from others");
    assert.equal(kept, 'NotCapable Requires read access to "/kept/token"');
    assert.match(
      link,
      /^NotCapable .*"\/given\/link" is a link, which read=\/given does not cover$/,
    );
    assert.match(up, /^NotCapable .* not an absolute path in one spelling$/);
    assert.match(large, /^Error .*: it has 2000000 bytes, more than 1048576$/);
    assert.match(direct, /PermissionDenied/);
  },
});

Deno.test({
  name: "in a built program the process of a module knows nothing of ours",
  ignore,
  async fn() {
    await using built = await world();
    await built.folder.put("/trial.ts", moduleText({ discover: "await new Promise(() => {});" }));
    const args = ["plugin", "test", `${built.folder.path}/trial.ts`, "--timeout", "3s"];
    const program = start(built.program, args);
    const pid = await childOf(program);
    const uid = ownerOf(pid);
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const [environment, line] = ["environ", "cmdline"].map((name) =>
      Deno.readTextFileSync(`/proc/${pid}/${name}`)
    );
    const directory = Deno.readLinkSync(`/proc/${pid}/cwd`);
    program.kill("SIGINT");
    const { stderr } = await program.output();
    assert.ok(uid >= 61184 && uid <= 65519, String(uid));
    assert.match(status, new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s+${uid}\\s+${uid}$`, "m"));
    assert.match(status, new RegExp(`^Gid:\\s+${uid}\\s+${uid}\\s+${uid}\\s+${uid}$`, "m"));
    assert.match(status, /^Groups:\s*$/m);
    assert.match(status, /^CapEff:\s+0+$/m);
    assert.doesNotMatch(environment ?? "", /CANARY|canary/);
    assert.match(line ?? "", /__discovery-plugin\0$/);
    assert.equal(directory, "/");
    assert.match(new TextDecoder().decode(stderr), /interrupted/);
    assert.deepEqual(processesWhere((facts) => facts.uid === uid), []);
  },
});

Deno.test({
  name: "a built program that is killed does not leave the process of a module behind",
  ignore,
  async fn() {
    await using built = await world();
    await built.folder.put("/trial.ts", moduleText({ discover: "while (true);" }));
    const program = start(built.program, ["plugin", "test", `${built.folder.path}/trial.ts`]);
    const uid = ownerOf(await childOf(program));
    program.kill("SIGKILL");
    await program.output();
    for (let tries = 0; tries < 100; tries++) {
      if (processesWhere((facts) => facts.uid === uid).length === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.fail("it is still there");
  },
});

Deno.test.each([
  { what: "loops", discover: "while (true);", code: "plugin-timeout" },
  { what: "never resolves", discover: "await new Promise(() => {});", code: "plugin-timeout" },
  {
    what: "eats memory",
    discover: "const all = []; for (;;) { all.push(new Uint8Array(1 << 24).fill(1)); " +
      "await new Promise((r) => setTimeout(r, 1)); }",
    code: "plugin-limit",
  },
  {
    what: "prints 100 MB",
    discover: "const x = new Uint8Array(1 << 16).fill(120); " +
      "for (let i = 0; i < 1600; i++) Deno.stdout.writeSync(x);",
    code: "plugin-limit",
  },
])("in a built program a module that $what is ended, and leaves nothing", {
  ignore,
}, async ({ discover, code }) => {
  await using built = await world();
  await built.folder.put("/trial.ts", moduleText({ discover }));
  const began = performance.now();
  const ended = await test(built.program, `${built.folder.path}/trial.ts`, "--timeout", "1s");
  assert.equal(ended.code, 9);
  const failed = JSON.parse(ended.stdout).checks.filter((check: { code?: string }) => check.code);
  assert.deepEqual(failed.map((check: { code: string }) => check.code), [code], ended.stdout);
  assert.ok(performance.now() - began < 5000);
});

Deno.test({
  name: "a built program that others cannot execute says where to put it",
  ignore,
  async fn() {
    await using built = await world();
    await built.folder.put("/trial.ts", moduleText());
    await Deno.chmod(`${built.folder.path}/bin`, 0o700);
    const { code, stdout } = await test(built.program, `${built.folder.path}/trial.ts`);
    assert.equal(code, 9);
    const { error } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
    assert.equal(error.code, "plugin-unconfined");
    assert.match(error.message, /\/bin, in which \S+ lies, is closed to others/);
    assert.match(error.hint, /\/usr\/local\/bin|KUBEWORKER_RUNTIME_DIR/);
  },
});
