import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { answer, moduleText, scriptText } from "../support/plugins/texts.ts";
import { resultOf, runProgram } from "./program.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** A folder of an author, that other users may enter. */
async function workshop() {
  const folder = await temporaryRoot();
  await Deno.chmod(folder.path, 0o755);
  return folder;
}

function plugin(...args: string[]) {
  return runProgram(["plugin", ...args]);
}

Deno.test.each([
  { kind: "ts", file: "first.ts" },
  { kind: "executable", file: "first" },
])(
  "plugin new --kind $kind writes a plugin that passes its tests as it is",
  async ({ kind, file }) => {
    await using folder = await workshop();
    const made = await plugin("new", "first", "--kind", kind, "--directory", folder.path);
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, new RegExp(`wrote ${folder.path}/${file}\\n`));
    const tested = await plugin("test", `${folder.path}/${file}`);
    assert.equal(tested.code, 0, tested.stdout + tested.stderr);
    assert.match(tested.stdout, /ok {6}case "proposes the servers? of its options"/);
    assert.match(tested.stdout, /\d+ passed, 0 failed\n$/);
    assert.match(tested.stderr, /log: proposing /);
    const text = await folder.text(`/${file}`);
    assert.doesNotMatch(text + await folder.text("/first.cases.yaml"), /NAME(?!\])/);
    const again = await plugin("new", "first", "--kind", kind, "--directory", folder.path);
    assert.equal(again.code, 9);
    assert.match(again.stderr, /is there already[^]*nothing was written[^]*file-failed/);
    assert.equal(await folder.text(`/${file}`), text);
  },
);

Deno.test("plugin new writes nothing when one of its files is there", async () => {
  await using folder = await workshop();
  await folder.put("/first.cases.yaml", "mine");
  assert.equal((await plugin("new", "first", "--directory", folder.path)).code, 9);
  assert.deepEqual(Object.keys(await folder.tree()), ["/first.cases.yaml"]);
});

Deno.test("the tests of a plugin fail when it does something else", async () => {
  await using folder = await workshop();
  await plugin("new", "first", "--directory", folder.path);
  const changed = (await folder.text("/first.ts")).replace(
    "{ servers: section.servers }",
    '{ servers: ["evil:1"] }',
  );
  await folder.put("/first.ts", changed);
  const { code, stdout } = await plugin("test", `${folder.path}/first.ts`, "-o", "json");
  assert.equal(code, 9);
  const { ok, checks } = JSON.parse(stdout);
  assert.equal(ok, false);
  const failed = checks.filter(({ outcome }: { outcome: string }) => outcome === "failed");
  assert.equal(failed.length, 1, stdout);
  assert.match(
    failed[0].why,
    /expected servers \["10.0.0.1:6443","10.0.0.2:6443"\], got \["evil:1"\]/,
  );
});

Deno.test("plugin test shows a proposal without its secrets", async () => {
  await using folder = await workshop();
  const discover = 'return { servers: [section.server], credential: { token: "hunter2hunter2" } };';
  await folder.put("/trial.ts", moduleText({ discover }));
  const { code, stdout, stderr } = await plugin(
    "test",
    `${folder.path}/trial.ts`,
    "--section",
    "server=a:6443",
  );
  assert.equal(code, 0, stdout);
  assert.match(stdout, /"a:6443"/);
  assert.match(stdout, /"token": "\[redacted\]"/);
  assert.doesNotMatch(stdout + stderr, /hunter2/);
});

Deno.test("plugin test fails when a plugin ends in its own words, and shows them all", async () => {
  await using folder = await workshop();
  const file = `${folder.path}/trial.ts`;
  const discover = 'ctx.fail("no-record", "No record", "add one");';
  await folder.put("/trial.ts", moduleText({ discover }));
  const failed = await plugin("test", file);
  assert.equal(failed.code, 9, failed.stdout);
  assert.ok(
    failed.stdout.includes(`FAILED  proposes servers
        Plugin "trial" failed: No record (no-record)
        hint: the plugin says: add one
`),
    failed.stdout,
  );
  const { ok, checks } = JSON.parse((await plugin("test", file, "-o", "json")).stdout);
  assert.equal(ok, false);
  const { code, pluginCode, hint } = checks.at(-1);
  assert.deepEqual([code, pluginCode, hint], [
    "plugin-failed",
    "no-record",
    "the plugin says: add one",
  ]);

  await folder.put("/trial.cases.yaml", "cases: [{ name: none is there, error: no-record }]");
  const expected = await plugin("test", file);
  assert.equal(expected.code, 0, expected.stdout);
  await folder.put("/trial.cases.yaml", "cases: [{ name: none is there, error: other }]");
  assert.equal((await plugin("test", file)).code, 9);
});

Deno.test("plugin test fails when an executable ends in its own words", async () => {
  await using folder = await workshop();
  const words = { code: "no-record", message: "No record", hint: "add one" };
  await folder.put("/trial", scriptText({ discover: `${answer(words)}\nexit 1` }), 0o755);
  const { code, stdout } = await plugin("test", `${folder.path}/trial`);
  assert.equal(code, 9, stdout);
  assert.match(stdout, /failed: No record \(no-record\)\n {8}hint: the plugin says: add one/);
});

Deno.test("plugin test grants what it is told to, and nothing else", async () => {
  await using folder = await workshop();
  const file = `${folder.path}/media/servers`;
  await folder.put("/media/servers", "a:6443");
  const permissions = `permissions: { read: [${JSON.stringify(file)}] },`;
  const discover = `return { servers: [await ctx.readText(${JSON.stringify(file)})] };`;
  await folder.put("/trial.ts", moduleText({ fields: permissions, discover }));
  const without = await plugin("test", `${folder.path}/trial.ts`);
  assert.equal(without.code, 5);
  assert.match(without.stdout, /FAILED {2}asks for no more than is granted/);
  assert.match(without.stdout, /hint: if you agree, write under its `permissions`: read: \[/);
  assert.match(without.stdout, /skipped proposes servers/);
  const granted = await plugin(
    "test",
    `${folder.path}/trial.ts`,
    "--grant",
    `read=${folder.path}/media`,
  );
  assert.equal(granted.code, 0, granted.stdout);
  assert.match(granted.stdout, /"a:6443"/);
});

Deno.test("plugin check prints the listing of a file, and -o json the same for programs", async () => {
  await using folder = await workshop();
  const text = moduleText({
    fields: 'permissions: { net: ["*", "ns.example.org"], vouch: true },',
  });
  await folder.put("/trial.ts", text);
  const sha256 = createHash("sha256").update(text).digest("hex");
  const shown = await plugin("check", `${folder.path}/trial.ts`);
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(shown.stdout, /^trial 1\.2\.3: A plugin of the tests\n/);
  assert.match(shown.stdout, /asks for net=\* net=ns\.example\.org vouch\n/);
  const listing = [
    "plugins:",
    "  - name: trial",
    "    file: trial.ts",
    `    sha256: ${sha256}`,
    '    permissions: { net: ["ns.example.org"], vouch: true }',
  ].join("\n");
  assert.ok(shown.stdout.includes(listing), shown.stdout);
  const json = resultOf(await plugin("check", `${folder.path}/trial.ts`, "-o", "json"));
  assert.equal(json.sha256, sha256);
  assert.equal(json.carrier, "file");
  assert.ok(String(json.listing).startsWith(listing));
});

Deno.test("plugin list says of each plugin whether it would run, and why not", async () => {
  await using root = await workshop();
  const directory = "/etc/kubeworker/plugins";
  const good = scriptText();
  await root.put(`${directory}/good`, good, 0o755);
  await root.put(`${directory}/changed.ts`, moduleText());
  await root.put(`${directory}/other.ts`, moduleText());
  for (const path of ["/etc", "/etc/kubeworker", directory]) {
    await Deno.chmod(root.path + path, 0o755);
  }
  const sha256 = createHash("sha256").update(good).digest("hex");
  await root.put(
    "/etc/kubeworker/config.yaml",
    `apiVersion: kubeworker.dev/v1alpha1
kind: WorkerConfiguration
plugins:
  - { name: good, file: good, sha256: ${sha256}, permissions: { vouch: true } }
  - { name: changed, file: changed.ts, sha256: ${sha256} }
  - { name: missing, file: missing.ts, sha256: ${sha256} }
`,
  );
  const { code, stdout, stderr } = await plugin("list", "--root", root.path);
  assert.equal(code, 0, stderr);
  const lines = stdout.split("\n");
  assert.match(lines[0] ?? "", /^NAME {5}FILE {8}STATE$/);
  assert.match(lines[1] ?? "", /^good {5}good {8}ready {2}vouch$/);
  assert.match(
    stdout,
    /changed {2}changed\.ts {2}refused\n {4}\S.* is not the file that was listed \(plugin-changed\)/,
  );
  assert.match(stdout, /missing {2}missing\.ts {2}refused\n {4}Cannot find .*\(plugin-unlisted\)/);
  assert.match(stdout, /- {8}other\.ts {4}not listed\n {4}`kubeworker plugin check/);
  const json = (await plugin("list", "--root", root.path, "-o", "json")).stdout.trimEnd().split(
    "\n",
  );
  assert.deepEqual(json.map((line) => JSON.parse(line).state), [
    "ready",
    "refused",
    "refused",
    "not listed",
  ]);
});

Deno.test("plugin list on a machine without plugins says how to begin", async () => {
  await using root = await workshop();
  const { code, stdout } = await plugin("list", "--root", root.path);
  assert.equal(code, 0);
  assert.match(stdout, /No plugin is listed, .*`kubeworker plugin new NAME` begins one/);
});

const MISTAKES: [string, string[], number, RegExp][] = [
  ["no command", [], 3, /No command of plugin was given[^]*there are: new, test, check, list/],
  ["an unknown command", ["chek"], 3, /Unknown command of plugin "chek"[^]*did you mean "check"\?/],
  ["no file", ["test"], 3, /[Mm]issing required argument 'FILE'/],
  ["a file that is not there", ["check", "/no/such.ts"], 3, /There is no file \/no\/such\.ts/],
  [
    "a built-in one's name",
    ["new", "https"],
    3,
    /Cannot use "https" as a plugin's name: a built-in/,
  ],
  ["two names", ["new", "a", "b"], 3, /[Tt]oo many arguments/],
  ["two files to test", ["test", "a.ts", "b.ts"], 3, /[Tt]oo many arguments/],
  ["two files to check", ["check", "a.ts", "b.ts"], 3, /[Tt]oo many arguments/],
  ["a name to list", ["list", "dns-srv"], 3, /[Tt]oo many arguments/],
  ["a bad name", ["new", "../x"], 3, /Cannot use "\.\.\/x" as a plugin's name/],
  ["a bad kind", ["new", "x", "--kind", "js"], 3, /Cannot use "js" for --kind[^]*ts, executable/],
  ["a bad grant", ["test", "x.ts", "--grant", "run=ls"], 3, /Cannot use "run=ls" for --grant/],
  ["a bad timeout", ["test", "x.ts", "--timeout", "9"], 3, /Cannot use "9" for --timeout/],
  [
    "a bad option",
    ["test", "x.ts", "--section", "x"],
    3,
    /Cannot use "x" as an option of a plugin/,
  ],
];

Deno.test.each(MISTAKES)("plugin with %s says what to type", async (_what, args, code, says) => {
  const ended = await plugin(...args);
  assert.match(ended.stderr, says);
  assert.equal(ended.code, code);
  assert.equal(ended.stdout, "");
});

Deno.test("a log cannot steer the terminal", async () => {
  await using folder = await workshop();
  const discover = 'ctx.log("\\x1b[2Jgone abcdef.0123456789abcdef"); return { servers: ["a:1"] };';
  await folder.put("/trial.ts", moduleText({ discover }));
  const { stderr } = await plugin("test", `${folder.path}/trial.ts`);
  assert.match(stderr, /log: \\u001b\[2Jgone abcdef\.\[redacted\]/);
});
