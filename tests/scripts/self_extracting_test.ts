import assert from "node:assert/strict";
import { capture, type CommandOutcome } from "../../scripts/build/command.ts";
import { build, FIXTURES } from "./fixtures/build.ts";

const LINUX = Deno.build.os === "linux";
const IS_ROOT = Deno.uid() === 0;
/** A mount namespace lets a test have a /var/lib of its own. */
const CAN_MOUNT = LINUX && IS_ROOT && canMount();
const NOBODY = 65534;
/** The shells that stand behind /bin/sh on the systems we know. */
const SHELLS = [["dash"], ["bash"], ["busybox", "sh"]] as const;

let folder = "";
let program = "";

Deno.test.beforeAll(async function buildOnce() {
  if (!LINUX) return;
  folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "kubeworker-build-" }));
  await Deno.chmod(folder, 0o755);
  await build(["--kind=self-extracting", `--entry=${FIXTURES}/program.ts`, `--out=${folder}`]);
  program = `${folder}/kubeworker`;
});

Deno.test.afterAll(async function removeAll() {
  if (folder) await Deno.remove(folder, { recursive: true });
});

/** A home directory of somebody who is not root. */
async function makeHome(): Promise<string> {
  const home = await Deno.makeTempDir({ dir: folder });
  if (IS_ROOT) await Deno.chown(home, NOBODY, NOBODY);
  return home;
}

interface StartOptions {
  path?: string;
  env?: Record<string, string>;
  /** The shell to start the file with, instead of the one in its first line. */
  shell?: readonly string[];
}

/** Starts a program as somebody who is not root, with almost no environment. */
function start(home: string, args: string[], options: StartOptions = {}) {
  const { path = program, env = {}, shell = [] } = options;
  const drop = ["--reuid", `${NOBODY}`, "--regid", `${NOBODY}`, "--clear-groups", "--"];
  const line = [...(IS_ROOT ? ["setpriv", ...drop] : []), ...shell, path, ...args];
  const [command = "", ...rest] = line;
  return capture(command, rest, { env: { PATH: "/usr/bin:/bin", HOME: home, ...env } });
}

/** Starts the program as root in a mount namespace, after `setup` in a shell. */
function startAsRoot(setup: string): Promise<CommandOutcome> {
  const script = `${setup} && exec "$0" --version`;
  return capture("unshare", ["--mount", "--", "sh", "-c", script, program], {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: folder },
  });
}

async function runtimeIn(home: string): Promise<string> {
  const root = `${home}/.cache/kubeworker/runtime`;
  const names = await Array.fromAsync(Deno.readDir(root), ({ name }) => name);
  assert.equal(names.length, 1, `one runtime and nothing else: ${names}`);
  return `${root}/${names[0]}`;
}

function assertRefused(outcome: CommandOutcome, message: RegExp): void {
  assert.equal(outcome.code, 9);
  assert.match(outcome.stderr, message);
  assert.match(outcome.stderr, /^kubeworker: [^\n]+; [^\n]+\n$/, "a reason and a hint in one line");
  assert.equal(outcome.stdout, "");
}

for (const shell of SHELLS) {
  Deno.test({
    name: `a self-extracting file hands over arguments and exit code in ${shell.join(" ")}`,
    ignore: !LINUX || !exists(`/usr/bin/${shell[0]}`),
    async fn() {
      const home = await makeHome();
      const first = await start(home, ["--version"], { shell });
      assert.deepEqual([first.code, first.stderr], [0, ""]);
      assert.match(
        first.stdout,
        /^program \((unknown|[0-9a-f]{7,}(-dirty)?), self-extracting\)\n$/,
      );
      assert.equal((await start(home, ["exit", "7"], { shell })).code, 7);
      assert.equal((await start(home, ["lazy"], { shell })).stdout, "yaml: true\n");

      const { stdout } = await start(home, ["a b", "", "--x='y'"], { shell });
      assert.deepEqual(JSON.parse(stdout).args, ["a b", "", "--x='y'"]);
      assertRefused(await start("relative", [], { shell }), /give an absolute path/);
    },
  });
}

Deno.test({
  name: "a self-extracting file keeps what alters Deno away from the program",
  ignore: !LINUX,
  async fn() {
    const home = await makeHome();
    const hostile = {
      DENO_DIR: `${home}/elsewhere`,
      DENO_V8_FLAGS: "--no-such-flag",
      DENO_INTERNAL_CHILD_ENTRYPOINT: "/etc/passwd",
      NODE_CHANNEL_FD: "3",
      NODE_OPTIONS: "--no-such-option",
      NODE_TLS_REJECT_UNAUTHORIZED: "0",
    };
    const kept = { NODE_NAME: "worker-1", HTTPS_PROXY: "", TWO: "lines\nexport PATH=''" };
    const { code, stdout } = await start(home, [], { env: { ...hostile, ...kept } });
    assert.equal(code, 0);
    const { env } = JSON.parse(stdout);
    assert.equal(env.DENO_DIR, `${await runtimeIn(home)}/cache`);
    for (const name of Object.keys(hostile).slice(1)) assert.equal(env[name], undefined, name);
    for (const [name, value] of Object.entries(kept)) assert.equal(env[name], value, name);
  },
});

Deno.test({
  name: "concurrent first starts all succeed",
  ignore: !LINUX,
  async fn() {
    const home = await makeHome();
    const starts = [3, 4, 5].map((code) => start(home, ["exit", `${code}`]));
    assert.deepEqual((await Promise.all(starts)).map(({ code }) => code), [3, 4, 5]);
    const runtime = await runtimeIn(home);
    const names = await Array.fromAsync(Deno.readDir(runtime), ({ name }) => name);
    assert.ok(!names.some((name) => name.startsWith(".")), `nothing left over: ${names}`);
  },
});

Deno.test({
  name: "nothing is unpacked where others may write",
  ignore: !LINUX,
  async fn() {
    const home = await makeHome();
    const open = `${home}/open`;
    await Deno.mkdir(open);
    await Deno.chmod(open, 0o777);
    const env = { KUBEWORKER_RUNTIME_DIR: open };
    assertRefused(
      await start(home, ["--version"], { env }),
      /open" (is writable by others|belongs)/,
    );
    assert.deepEqual(await Array.fromAsync(Deno.readDir(open)), []);
  },
});

Deno.test({
  name: "a changed runtime directory is refused",
  ignore: !LINUX,
  async fn() {
    const home = await makeHome();
    await start(home, ["--version"]);
    const runtime = await runtimeIn(home);
    const file = `${runtime}/program.js`;

    await Deno.chmod(file, 0o666);
    assertRefused(await start(home, ["--version"]), /program\.js" is writable by others/);
    await Deno.chmod(file, 0o644);
    await Deno.chmod(runtime, 0o775);
    assertRefused(await start(home, ["--version"]), /is writable by others/);
    await Deno.chmod(runtime, 0o755);
    if (IS_ROOT) {
      await Deno.chown(file, 12345, null);
      assertRefused(await start(home, ["--version"]), /program\.js" belongs to user 12345/);
      await Deno.chown(file, NOBODY, null);
    }
    assert.equal((await start(home, ["--version"])).code, 0);

    await Deno.writeTextFile(file, "\n", { append: true });
    assertRefused(await start(home, ["--version"]), /program\.js" has been changed/);
    await Deno.rename(file, `${home}/program.js`);
    assertRefused(await start(home, ["--version"]), /is incomplete/);
    await Deno.symlink(`${home}/program.js`, file);
    assertRefused(await start(home, ["--version"]), /program\.js" is not a file/);
  },
});

Deno.test({
  name: "a damaged file unpacks nothing",
  ignore: !LINUX,
  async fn() {
    const home = await makeHome();
    const bytes = await Deno.readFile(program);
    const path = `${folder}/damaged`;
    await Deno.writeFile(path, bytes.subarray(0, bytes.length - 1_000_000), { mode: 0o755 });
    assertRefused(
      await start(home, ["--version"], { path }),
      /the file is damaged; download it again/,
    );

    await Deno.writeFile(path, bytes.subarray(0, 3000), { mode: 0o755 });
    assert.notEqual((await start(home, ["--version"], { path })).code, 0);
    const left = Array.fromAsync(Deno.readDir(`${home}/.cache/kubeworker/runtime`));
    assert.deepEqual(await left, []);
  },
});

Deno.test({
  name: "root runs from /var/lib, and learns why it cannot",
  ignore: !CAN_MOUNT,
  async fn() {
    const mount = (options: string) => `mount -t tmpfs -o mode=755,${options} none /var/lib`;
    const fine = await startAsRoot(mount("size=300m"));
    assert.equal(fine.code, 0, fine.stderr);
    assert.match(fine.stdout, /self-extracting/);

    assertRefused(
      await startAsRoot(mount("size=20m")),
      /no space left; set KUBEWORKER_RUNTIME_DIR/,
    );
    assertRefused(await startAsRoot(mount("noexec")), /cannot execute programs in .*noexec/);
    assertRefused(
      await startAsRoot(mount("ro")),
      /cannot create the runtime directory: .*Read-only/,
    );
  },
});

function canMount(): boolean {
  const script = "mount -t tmpfs none /var/lib && setpriv --version";
  const args = ["--mount", "--", "sh", "-c", script];
  try {
    return new Deno.Command("unshare", { args, stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
