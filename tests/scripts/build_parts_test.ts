import assert from "node:assert/strict";
import { findBase } from "../../scripts/build/base.ts";
import { insertFacts } from "../../scripts/build/facts.ts";
import { BUNDLE_FLAGS, COMPILE_FLAGS, flagsOf, RUN_FLAGS } from "../../scripts/build/flags.ts";
import { gather } from "../../scripts/build/gather.ts";
import { importBuiltIns } from "../../scripts/build/import_built_ins.ts";
import { binaryTarget, fileNameFor, hostTarget, TARGETS } from "../../scripts/build/target.ts";

const FACTS = { commit: "abc1234-dirty", kind: "compiled" } as const;

function program(files: Record<string, string>) {
  return { entry: "main.js", files: new Map(Object.entries(files)) };
}

Deno.test("insertFacts() fills each placeholder where it stands", () => {
  const filled = insertFacts(
    program({
      "main.js": 'import "./b.js"; const kind = "__KUBEWORKER_KIND__";',
      "b.js": 'const commit = "__KUBEWORKER_COMMIT__";',
    }),
    FACTS,
  );
  assert.equal(filled.files.get("main.js"), 'import "./b.js"; const kind = "compiled";');
  assert.equal(filled.files.get("b.js"), 'const commit = "abc1234-dirty";');
});

Deno.test("insertFacts() finds a placeholder in the middle of which a long line was broken", () => {
  const text = 'const commit = "__KUBEWORK\\\nER_COMMIT__", kind = "__KUBEWORKER_KIND__";';
  const filled = insertFacts(program({ "main.js": text }), FACTS);
  assert.equal(
    filled.files.get("main.js"),
    'const commit = "abc1234-dirty", kind = "compiled";',
  );
});

for (const times of [0, 2]) {
  Deno.test(`insertFacts() refuses a placeholder that stands ${times} times`, () => {
    const text = '"__KUBEWORKER_COMMIT__"'.repeat(times) + '"__KUBEWORKER_KIND__"';
    assert.throws(() => insertFacts(program({ "main.js": text }), FACTS), {
      message: `Cannot insert the commit of the build: "__KUBEWORKER_COMMIT__" stands ${times} ` +
        "times in the bundle instead of once",
    });
  });
}

function header(bytes: Record<number, number[]>): Uint8Array {
  const head = new Uint8Array(256);
  for (const [offset, values] of Object.entries(bytes)) head.set(values, Number(offset));
  return head;
}

const ELF = [0x7f, 0x45, 0x4c, 0x46];
const MACH_O = [0xcf, 0xfa, 0xed, 0xfe];
const MZ = [0x4d, 0x5a];
const PE = [0x50, 0x45, 0, 0];

const HEADERS = [
  [header({ 0: ELF, 18: [62, 0] }), "x86_64-unknown-linux-gnu"],
  [header({ 0: ELF, 18: [183, 0] }), "aarch64-unknown-linux-gnu"],
  [header({ 0: ELF, 18: [243, 0] }), undefined],
  [header({ 0: [...MACH_O, 7, 0, 0, 1] }), "x86_64-apple-darwin"],
  [header({ 0: [...MACH_O, 12, 0, 0, 1] }), "aarch64-apple-darwin"],
  [header({ 0: MZ, 60: [128], 128: [...PE, 0x64, 0x86] }), "x86_64-pc-windows-msvc"],
  [header({ 0: MZ, 60: [128], 128: [...PE, 0x64, 0xaa] }), "aarch64-pc-windows-msvc"],
  [header({ 0: MZ, 60: [255, 255] }), undefined],
  [new TextEncoder().encode("#!/bin/sh\n".repeat(10)), undefined],
  [new Uint8Array(3), undefined],
] as const;

for (const [index, [head, target]] of HEADERS.entries()) {
  Deno.test(`binaryTarget() reads header ${index} as ${target}`, () => {
    assert.equal(binaryTarget(head), target);
  });
}

Deno.test("binaryTarget() knows the Deno that runs it", async () => {
  using file = await Deno.open(Deno.execPath());
  const head = new Uint8Array(4096);
  await file.read(head);
  assert.equal(binaryTarget(head), hostTarget());
});

Deno.test("fileNameFor() gives Windows its suffix", () => {
  assert.equal(fileNameFor("kubeworker", "x86_64-pc-windows-msvc"), "kubeworker.exe");
  assert.equal(fileNameFor("kubeworker", "x86_64-unknown-linux-gnu"), "kubeworker");
});

Deno.test("findBase() takes a base from Deno's cache, and else leaves it to the download", async () => {
  const denoDir = await Deno.makeTempDir();
  try {
    // A target that no DENORT_BIN of the test's environment fits.
    const other = TARGETS.find((target) => target.includes("windows")) ?? hostTarget();
    assert.deepEqual(await findBase(other, denoDir), { kind: "download" });

    const folder = `${denoDir}/dl/release/v${Deno.version.deno}`;
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(`${folder}/denort-${other}.zip`, "");
    const path = `${folder}/denort-${other}.zip`;
    assert.deepEqual(await findBase(other, denoDir), { kind: "cached", path });
  } finally {
    await Deno.remove(denoDir, { recursive: true });
  }
});

Deno.test("every flag of the build has a reason and stands once in its table", () => {
  for (const table of [BUNDLE_FLAGS, COMPILE_FLAGS, RUN_FLAGS]) {
    assert.ok(table.every(({ because }) => because.length > 10));
    assert.equal(new Set(flagsOf(table)).size, table.length);
  }
});

Deno.test("importBuiltIns() imports what packages require, and node:module is loaded no more", () => {
  const helpers =
    'import { createRequire as __deno_internal_createRequire } from "node:module";\n' +
    "var __require = __deno_internal_createRequire(import.meta.url);\nexport { __require };\n";
  const files = new Map([["a.js", 'const buffer = __require("node:buffer");\n'], [
    "b.js",
    helpers,
  ]]);
  importBuiltIns(files);
  assert.equal(
    files.get("a.js"),
    'import required_buffer from "node:buffer";\nconst buffer = required_buffer;\n',
  );
  assert.equal(files.get("b.js"), "var __require ;\nexport { __require };\n");
  const other = new Map([["a.js", '__require("left")'], ["b.js", helpers]]);
  importBuiltIns(other);
  assert.equal(other.get("b.js"), helpers);
});

Deno.test({
  name: "gather() makes one file of what the program loads at once, and leaves the rest",
  // esbuild is a process that ends a moment after it was told to.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const files = new Map([
      ["main.js", 'import "./seen.js";\nawait import("./program-1.js");\n'],
      ["seen.js", "const seen = 1;\nexport {\n  seen\n};\n"],
      [
        "program-1.js",
        'import { seen } from "./seen.js";\nimport { name } from "./part.js";\n' +
        'import { read } from "./command_line-1.js";\n' +
        'const run = () => [seen, name, read, import("./later.js")];\nexport {\n  run\n};\n',
      ],
      [
        "command_line-1.js",
        'import { word } from "./word.js";\nconst read = word;\nexport {\n  read\n};\n',
      ],
      ["word.js", 'const word = "word";\nexport {\n  word\n};\n'],
      ["part.js", 'const name = "part";\nexport {\n  name\n};\n'],
      ["later.js", 'import { name } from "./part.js";\nexport const later = name;\n'],
    ]);
    const later = files.get("later.js");
    await gather(files, "main.js");
    const [first = "", second = ""] = [0, 1].map((index) => files.get(`gathered-${index}.js`));
    assert.match(first, /^var word = "word";$/m);
    assert.doesNotMatch(first, /import/);
    assert.match(second, /^var name = "part";$/m);
    assert.match(second, /^import \{ seen \} from "\.\/seen\.js";$/m);
    assert.match(second, /import\("\.\/later\.js"\)/);
    // What was gathered before is not there twice, nor asked for by way of its front.
    assert.match(second, /^import \{.*\} from "\.\/gathered-0\.js";$/m);
    assert.doesNotMatch(second, /from "\.\/command_line-1|= "word"/);
    assert.equal(files.get("part.js"), 'export {name$1 as name} from "./gathered-1.js";\n');
    assert.equal(files.get("later.js"), later);
    assert.match(files.get("seen.js") ?? "", /const seen = 1/);
  },
});
