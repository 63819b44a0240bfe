import assert from "node:assert/strict";
import { capture } from "../scripts/build/command.ts";
import { TARGETS } from "../scripts/build/target.ts";
import { build, FIXTURES } from "./scripts/fixtures/build.ts";

const HAS_BASE = Deno.env.has("DENORT_BIN");
const PROGRAM = `--entry=${FIXTURES}/program.ts`;

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kubeworker-build-" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "a compiled program starts and knows how it was made",
  ignore: !HAS_BASE,
  fn: () =>
    inFolder(async (folder) => {
      const printed = await build(["--kind=compiled", PROGRAM, `--out=${folder}`]);
      assert.match(printed, /compiling with the base in DENORT_BIN\n/);
      assert.match(printed, /\d+\.\d MB, sha256 [0-9a-f]{64}\n/);

      const path = `${folder}/kubeworker`;
      const { stdout } = await capture(path, ["--version"]);
      assert.match(stdout, /^program \((unknown|[0-9a-f]{7,}(-dirty)?), compiled\)\n$/);
      assert.equal((await capture(path, ["lazy"])).stdout, "yaml: true\n");
      assert.equal((await capture(path, ["exit", "7"])).code, 7);
      const left = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
      assert.deepEqual(left, ["kubeworker"]);
    }),
});

Deno.test({
  name: "main.ts compiles, and the program says its version",
  ignore: !HAS_BASE || !exists(new URL("../main.ts", import.meta.url)),
  fn: () =>
    inFolder(async (folder) => {
      const printed = await build(["--kind=compiled", `--out=${folder}`]);
      assert.match(printed, /\d+\.\d+\.\d+/);
    }),
});

Deno.test({
  name: "--all builds what it has a base for, and names the rest",
  ignore: !HAS_BASE,
  fn: () =>
    inFolder(async (folder) => {
      // No proxy answers on this port: no download, and none attempted in vain.
      const offline = { HTTPS_PROXY: "http://127.0.0.1:9" };
      const printed = await build(["--all", "--wait=20", PROGRAM, `--out=${folder}`], offline);
      const sums = await Deno.readTextFile(`${folder}/SHA256SUMS`);
      assert.match(sums, new RegExp(`^[0-9a-f]{64}  kubeworker-${Deno.build.target}$`, "m"));
      for (const target of TARGETS.filter((target) => !sums.includes(target))) {
        assert.match(
          printed,
          new RegExp(`^not built: ${target}: no base for deno compile: .+$`, "m"),
        );
      }
    }),
});

Deno.test("a lazily imported CommonJS package stops the build", () =>
  inFolder(async (folder) => {
    const entry = `--entry=${FIXTURES}/lazy_package.ts`;
    const expected = /Cannot bundle the lazy import of "npm\/yaml/;
    await assert.rejects(build([entry, `--out=${folder}`]), expected);
  }));

Deno.test("an unknown kind stops the build", async () => {
  await assert.rejects(build(["--kind=zip"]), /use "compiled" or "self-extracting"/);
});

function exists(path: URL): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
