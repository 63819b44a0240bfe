import assert from "node:assert/strict";
import { buildProgram, parseCommandLine } from "../../../core/cli/command_line.ts";
import { JOIN_FLAGS } from "../../../core/cli/join_flag_table.ts";
import { FOREIGN_FLAGS } from "../../../core/cli/foreign_flags.ts";
import type { JoinFlags } from "../../../core/config/join_flags.ts";
import { phases } from "../../../phases/manifest.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

function read(...args: string[]) {
  return parseCommandLine(args, phases, 100);
}

function flagsOf(...args: string[]): JoinFlags {
  const request = read("join", ...args);
  return request.kind === "join" ? request.flags : {};
}

const BOOLEANS = JOIN_FLAGS.filter(({ flags }) => !flags.includes("<")).map(({ flags }) => {
  const name = /--[a-z-]+/.exec(flags)?.[0] ?? "";
  return { name, field: name.slice(2).replace(/-(.)/g, (_, letter) => letter.toUpperCase()) };
});

Deno.test.each(BOOLEANS)("$name takes a boolean in each of Go's spellings", ({ name, field }) => {
  for (const text of ["1", "t", "T", "true", "TRUE", "True"]) {
    assert.deepEqual(flagsOf(`${name}=${text}`), { endpoints: [], [field]: true });
  }
  for (const text of ["0", "f", "F", "false", "FALSE", "False"]) {
    assert.deepEqual(flagsOf(`${name}=${text}`), { endpoints: [], [field]: false });
  }
});

Deno.test.each<{ args: string[]; flags: JoinFlags }>([
  { args: ["--dry-run", "--dry-run=false"], flags: { dryRun: false } },
  { args: ["--dry-run=false", "--dry-run"], flags: { dryRun: true } },
  { args: ["--dry-run=false", "--dry-run=1"], flags: { dryRun: true } },
  { args: ["--node-name", "a", "--cri-socket", "", "--node-name", ""], flags: {} },
  { args: ["-v=5"], flags: { verbose: true } },
  { args: ["--v=5"], flags: { verbose: true } },
  { args: ["-v", "5"], flags: { verbose: true } },
  { args: ["--v", "10"], flags: { verbose: true } },
  { args: ["-v5"], flags: { verbose: true } },
  { args: ["-v=0"], flags: { verbose: undefined } },
  { args: ["-v", "--v=0"], flags: { verbose: undefined } },
  { args: ["-v", "a:1"], flags: { endpoints: ["a:1"], verbose: true } },
  { args: ["-v=false", "--dry-run"], flags: { verbose: false, dryRun: true } },
  { args: ["-o=json"], flags: { output: "json" } },
  { args: ["-ojson"], flags: { output: "json" } },
  { args: ["-vo", "json"], flags: { output: "json", verbose: true } },
  { args: ["--node-name", "--dry-run=true"], flags: { nodeName: "--dry-run=true" } },
  { args: ["--node-name="], flags: {} },
  { args: ["--node-name=a=b"], flags: { nodeName: "a=b" } },
  { args: ["--", "--dry-run=true"], flags: { endpoints: ["--dry-run=true"] } },
])("parseCommandLine() reads join $args as Go does", ({ args, flags }) => {
  assert.deepEqual(flagsOf(...args), { endpoints: [], ...flags });
});

Deno.test("a boolean's value belongs to the command that it stands behind", () => {
  const alone = read("join", "phase", "finalize", "a:1", "--dry-run=false");
  assert.ok(alone.kind === "join");
  assert.deepEqual(alone.flags, { endpoints: ["a:1"], dryRun: false });
  const reset = read("reset", "--force=true", "--dry-run=F");
  assert.ok(reset.kind === "reset");
  assert.deepEqual(reset.flags, { force: true, dryRun: false });
});

Deno.test.each<{ args: string[]; says: RegExp; hint: RegExp }>([
  { args: ["--dry-run=yes"], says: /"yes" for --dry-run/, hint: /--dry-run=true or --dry-run=fal/ },
  { args: ["--dry-run="], says: /"" for --dry-run/, hint: /--dry-run=true/ },
  { args: ["--verbose=5"], says: /"5" for --verbose/, hint: /--verbose=true/ },
  { args: ["-v=high"], says: /"high" for -v/, hint: /-v=N with a number/ },
  { args: ["-v=-1"], says: /"-1" for -v/, hint: /number/ },
  { args: ["--v"], says: /unknown option '--v'/i, hint: /./ },
  { args: ["--help=false"], says: /unknown option '--help=false'/i, hint: /./ },
  { args: ["--tokn=secret"], says: /^Unknown option '--tokn'$/, hint: /--token/ },
])("parseCommandLine() refuses join $args", ({ args, says, hint }) => {
  const error = throwsWith("usage", () => read("join", ...args));
  assert.match(error.message, says);
  assert.match(error.hint, hint);
});

Deno.test.each([...FOREIGN_FLAGS].map(([name, { why, instead }]) => ({ name, why, instead })))(
  "kubeadm's $name is refused with what to type, and its value is not shown",
  ({ name, why, instead }) => {
    for (const args of [[name], [`${name}=secret`], [name, "secret"]]) {
      const error = throwsWith("usage", () => read("join", "a:1", ...args));
      assert.equal(error.message, `Unknown option '${name}': ${why}`);
      assert.equal(error.hint, instead);
    }
  },
);

Deno.test.each([
  ...["--control-plane", "--experimental-control-plane", "--apiserver-advertise-address"],
  ...["--apiserver-bind-port", "--certificate-key"],
].map((name) => ({ name })))("$name: this tool joins workers", ({ name }) => {
  const error = throwsWith("usage", () => read("join", name));
  assert.match(error.message, /this tool joins workers/);
  assert.match(error.hint, /kubeadm join/);
});

Deno.test("no flag of join is among those that kubeworker does not have", () => {
  const join = buildProgram(phases, () => {}).commands.find((one) => one.name() === "join");
  for (const { long = "", short = "" } of join?.options ?? []) {
    assert.ok(!FOREIGN_FLAGS.has(long) && !FOREIGN_FLAGS.has(short), `${short} ${long}`);
  }
});

Deno.test.each([
  { args: ["join"] },
  { args: ["join", "phase", "finalize"] },
  { args: ["plugin", "new"] },
  { args: [] },
])("help $args shows the same as --help", ({ args }) => {
  const [asked, plain] = [read("help", ...args), read(...args, "--help")];
  assert.ok(asked.kind === "help" && plain.kind === "help");
  assert.equal(asked.text, plain.text);
});

Deno.test("help knows no other command, and suggests one", () => {
  assert.match(throwsWith("usage", () => read("help", "jion")).hint, /"join"/);
  assert.match(throwsWith("usage", () => read("help", "plugin", "nwe")).hint, /"new"/);
});
