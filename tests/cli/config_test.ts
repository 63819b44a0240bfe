import assert from "node:assert/strict";
import { parseCommandLine } from "../../core/cli/command_line.ts";
import { renderError, reportError } from "../../core/cli/error_report.ts";
import { printable } from "../../core/cli/redact.ts";
import { migrateFile } from "../../core/cli/config/migrate.ts";
import { printDefault } from "../../core/cli/config/print_default.ts";
import { schema } from "../../core/cli/config/schema.ts";
import { validate } from "../../core/cli/config/validate.ts";
import { view } from "../../core/cli/config/view.ts";
import { fieldsOf } from "../../core/config/kubeadm/fields.ts";
import { VERSIONS } from "../../core/config/kubeadm/versions.ts";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import { phases } from "../../phases/manifest.ts";
import { everythingOf } from "../core/kit/errors.ts";
import { readCorpus } from "../core/config/kubeadm/corpus.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { runTool, type ToolEnd, type ToolOptions } from "../core/kit/tool.ts";
import { runWithInput } from "./input.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const SECRET = "0123456789abcdef";
const HEAD = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\n";
const GOOD = `${HEAD}discovery:
  bootstrapToken:
    token: abcdef.${SECRET}
    apiServerEndpoint: 10.0.0.1:6443
    unsafeSkipCAVerification: true
nodeRegistration: { name: worker-1, imagePullPolicy: Always }
timeouts: { discovery: 1m0s }
`;

function reading(text: string): ToolOptions {
  return { readInput: () => Promise.resolve(new TextEncoder().encode(text)) };
}

function validated(text: string, output?: string): Promise<ToolEnd> {
  return runTool((tool) => validate({ file: "join.yaml", output }, tool), reading(text));
}

Deno.test("config validate says ok, and what is ignored", async () => {
  const { code, stdout, stderr } = await validated(GOOD);
  assert.equal(code, 0);
  assert.equal(stdout, "ok: join.yaml (v1beta4)\n");
  assert.match(stderr, /^warning: join\.yaml:8:54: nodeRegistration\.imagePullPolicy: ignored/);
});

Deno.test.each<{ what: string; text: string; code: ErrorCode; says: RegExp }>([
  {
    what: "one mistake",
    text: GOOD.replace("timeouts:", "timeout:"),
    code: "config-invalid",
    says: /^Cannot use join\.yaml:9:1: timeout: unknown field, did you mean "timeouts"\?$/,
  },
  {
    what: "what kubeworker does not do",
    text: `${GOOD}controlPlane: {}\n`,
    code: "config-unsupported",
    says: /^Cannot use join\.yaml:10:15: controlPlane: .*makes control planes$/,
  },
  {
    what: "both",
    text: `${GOOD}controlPlane: {}\nx: 1\n`,
    code: "config-invalid",
    says: /^Cannot use join\.yaml: 2 things are wrong$/,
  },
  {
    what: "neither YAML nor anything",
    text: "\0",
    code: "config-invalid",
    says: /^Cannot use join\.yaml:1:1: it holds a NUL$/,
  },
])("config validate refuses $what", async ({ text, code, says }) => {
  const { error, stdout } = await validated(text);
  assert.equal(error?.code, code);
  assert.equal(error?.exitCode, 3);
  assert.match(error?.message ?? "", says);
  assert.equal(stdout, "");
});

Deno.test("config validate -o json prints an object for everything", async () => {
  const { stdout, error } = await validated(`${GOOD}controlPlane: {}\n`, "json");
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ level, line, path }) => [level, line, path]), [
    ["warning", 8, "nodeRegistration.imagePullPolicy"],
    ["unsupported", 10, "controlPlane"],
  ]);
  assert.equal(error?.code, "config-unsupported");
});

const corpus = [
  ...await readCorpus("accepted"),
  ...await readCorpus("unsupported"),
  ...await readCorpus("refused"),
];

Deno.test("no command shows the token of a file, but migrate its result", async () => {
  for (const { text } of corpus) {
    const ends = [
      await validated(text),
      await validated(text, "json"),
      await runTool((tool) => view({ file: "x" }, tool), reading(text)),
      await runTool((tool) => view({ file: "x", effective: true }, tool), reading(text)),
    ];
    for (const { stdout, stderr, error } of ends) {
      const all = [stdout, stderr, error === undefined ? "" : everythingOf(error)].join("\n");
      for (const secret of [/\.0123456789abcdef/i, /1234567890123456/, /abcdef-0123/, /abababab/]) {
        assert.doesNotMatch(all, secret);
      }
    }
  }
});

Deno.test("a token in the place of any other value is not shown", async () => {
  const token = "abcdef.hushhushhushhush";
  for (const version of VERSIONS) {
    for (const { path } of fieldsOf(version)) {
      const names = path.split(".");
      const lines = names.map((name, depth) => `${"  ".repeat(depth)}${name}:`);
      for (const value of [` ${token}`, ` [${token}]`, ` { ${token}: ${token} }`, ` "${token}`]) {
        const text = `${HEAD.replace("v1beta4", version)}${lines.join("\n")}${value}\n`;
        const { stdout, stderr, error } = await validated(text);
        const shown = error === undefined ? [] : renderError(reportError(error)).map(printable);
        assert.doesNotMatch([stdout, stderr, ...shown].join("\n"), /hush/, text);
      }
    }
  }
});

Deno.test("config print-default prints the newest version, or the one asked for", async () => {
  const newest = await runTool((tool) => printDefault({}, tool));
  assert.match(newest.stdout, /^apiVersion: kubeadm\.k8s\.io\/v1beta4$/m);
  for (const version of VERSIONS) {
    for (const apiVersion of [version, `kubeadm.k8s.io/${version}`]) {
      const { stdout, code } = await runTool((tool) =>
        printDefault({ apiVersion, apiObjects: ["JoinConfiguration"] }, tool)
      );
      assert.equal(code, 0);
      assert.ok(stdout.includes(`\napiVersion: kubeadm.k8s.io/${version}\n`));
    }
  }
});

Deno.test.each([{ apiVersion: "v9" }, { apiObjects: ["InitConfiguration"] }, {
  apiObjects: ["JoinConfiguration", "x"],
}])("config print-default refuses %j", async (options) => {
  const { error, stdout } = await runTool((tool) => printDefault(options, tool));
  assert.equal(error?.code, "usage");
  assert.equal(stdout, "");
});

Deno.test("config schema prints JSON", async () => {
  const { stdout } = await runTool((tool) => schema("v1beta2", tool));
  assert.equal(JSON.parse(stdout).properties.apiVersion.const, "kubeadm.k8s.io/v1beta2");
});

const OLD = `# ours\napiVersion: kubeadm.k8s.io/v1beta3\nkind: JoinConfiguration
discovery: { timeout: 1m0s } # why
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration # theirs
`;

Deno.test("config migrate prints all documents, the JoinConfiguration in the newest version", async () => {
  const { stdout, code } = await runTool(
    (tool) => migrateFile({ oldConfig: "-" }, tool),
    reading(OLD),
  );
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `# ours
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
timeouts:
  discovery: 1m0s
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration # theirs
`,
  );
});

Deno.test("config migrate writes a file that only its owner may read, and none over another", async () => {
  await using root = await temporaryRoot();
  const newConfig = `${root.path}/new.yaml`;
  function run(): Promise<ToolEnd> {
    return runTool((tool) => migrateFile({ oldConfig: "-", newConfig }, tool), reading(OLD));
  }
  const { code, stdout } = await run();
  assert.equal(code, 0);
  assert.equal(stdout, "");
  assert.equal(await root.mode("/new.yaml"), "0600");
  assert.match(await root.text("/new.yaml"), /v1beta4/);
  assert.equal((await run()).error?.code, "file-failed");
});

Deno.test.each<{ what: string; text: string; to?: string; code: ErrorCode }>([
  { what: "an older version", text: GOOD, to: "v1beta3", code: "config-not-migratable" },
  {
    what: "a cluster's name",
    text: "apiVersion: kubeadm.k8s.io/v1alpha3\nkind: JoinConfiguration\nclusterName: prod\n",
    code: "config-not-migratable",
  },
  {
    what: "a WorkerConfiguration",
    text: "apiVersion: kubeworker.dev/v1alpha1\nkind: WorkerConfiguration\n",
    code: "config-not-migratable",
  },
  { what: "no such version", text: GOOD, to: "v2", code: "usage" },
  { what: "a mistake", text: `${GOOD}x: 1\n`, code: "config-invalid" },
])("config migrate refuses $what", async ({ text, to, code }) => {
  const { error, stdout } = await runTool(
    (tool) => migrateFile({ oldConfig: "f.yaml", to }, tool),
    reading(text),
  );
  assert.equal(error?.code, code);
  assert.equal(error?.exitCode, 3);
  assert.equal(stdout, "");
});

Deno.test("config view shows each value with its line", async () => {
  const { stdout } = await runTool((tool) => view({ file: "join.yaml" }, tool), reading(GOOD));
  assert.match(stdout, /^discovery\.bootstrapToken\.token +abcdef\.\[redacted\] +join\.yaml:5$/m);
  assert.match(stdout, /^timeouts\.discovery +1m0s +join\.yaml:9$/m);
});

Deno.test("config view --effective shows where each value is from", async () => {
  const flags = { nodeName: "other", timeout: ["tlsBootstrap=9s"], output: "json" };
  const { stdout } = await runTool(
    (tool) => view({ file: "join.yaml", effective: true, ...flags }, tool),
    reading(GOOD),
  );
  const rows = new Map(
    stdout.trimEnd().split("\n").map((line) => JSON.parse(line)).map((
      { path, value, origin },
    ) => [path, [value, origin]]),
  );
  assert.deepEqual(rows.get("--node-name"), ["other", "flag"]);
  assert.deepEqual(rows.get("HOST:PORT"), ["10.0.0.1:6443", "join.yaml:6"]);
  assert.deepEqual(rows.get("--discovery-token"), ["abcdef.[redacted]", "join.yaml:5"]);
  assert.deepEqual(rows.get("--timeout discovery"), ["1m0s", "join.yaml:9"]);
  assert.deepEqual(rows.get("--timeout tlsBootstrap"), ["9s", "flag"]);
  assert.deepEqual(rows.get("--timeout kubeletHealthCheck"), ["4m0s", "default"]);
  assert.deepEqual(rows.get("--wait"), ["registered", "default"]);
});

Deno.test("config view --effective shows the environment's token by its name and id", async () => {
  async function tokenRow(flags: JoinFlags): Promise<string> {
    const env = { KUBEWORKER_TOKEN: "fedcba.0123456789abcdef" };
    const { stdout } = await runTool(
      (tool) => view({ file: "join.yaml", effective: true, ...flags }, tool),
      { ...reading(GOOD), env },
    );
    assert.doesNotMatch(stdout, /\.0123456789abcdef/);
    return /^--token .*$/m.exec(stdout)?.[0] ?? "";
  }
  assert.match(await tokenRow({}), /fedcba\.\[redacted\] +KUBEWORKER_TOKEN$/);
  assert.match(await tokenRow({ token: "abcdef.0123456789abcdef" }), /abcdef\.\[redacted\] +flag$/);
});

Deno.test("config view shows nothing of a plugin's section", async () => {
  const text = `apiVersion: kubeworker.dev/v1alpha1
kind: WorkerConfiguration
discovery: { plugin: { name: vault, section: { password: hush } } }
`;
  const { stdout } = await runTool((tool) => view({ file: "w.yaml" }, tool), reading(text));
  assert.match(stdout, /discovery\.plugin\.section +\[not shown\]/);
  assert.doesNotMatch(stdout, /hush/);
});

Deno.test("the program reads a configuration from standard input, and ends with 3 for a bad one", async () => {
  const good = await runWithInput(["config", "validate", "-"], GOOD);
  assert.equal(good.code, 0, good.stderr);
  assert.equal(good.stdout, "ok: standard input (v1beta4)\n");
  const bad = await runWithInput(["config", "validate", "-"], `${GOOD}a: 1\nb: 2\n`);
  assert.equal(bad.code, 3);
  assert.match(bad.stderr, /^invalid: standard input:10:1: a: unknown field/m);
  assert.match(bad.stderr, /^error: Cannot use standard input: 2 things are wrong$/m);
});

Deno.test("what the program prints as default is what it accepts", async () => {
  const printed = await runWithInput(
    ["config", "print-default", "--api-objects=JoinConfiguration"],
    "",
  );
  assert.equal(printed.code, 0, printed.stderr);
  const { code, stderr } = await runWithInput(["config", "validate", "-"], printed.stdout);
  assert.equal(code, 0, stderr);
  assert.equal(stderr, "");
});

Deno.test.each([
  { args: ["print-defaults"] },
  { args: ["print", "join-defaults"] },
  { args: ["print", "join-defaults", "--api-version=v1beta4"] },
])("config $args prints the same as config print-default", async ({ args }) => {
  const usual = await runWithInput(["config", "print-default"], "");
  const { code, stdout } = await runWithInput(["config", ...args], "");
  assert.equal(code, 0);
  assert.equal(stdout, usual.stdout);
});

Deno.test.each(
  ["", "print-default", "print join-defaults", "validate", "migrate", "view", "schema"].map((
    name,
  ) => ({ name })),
)("help of config $name", async ({ name }, t) => {
  const args = ["config", ...name.split(" ").filter((word) => word !== ""), "--help"];
  const request = parseCommandLine(args, phases, 100);
  assert.ok(request.kind === "help");
  await t.assertSnapshot(request.text, { serializer: String });
});

Deno.test.each([
  { args: ["config"], says: /No command of config/ },
  { args: ["config", "validat"], says: /Unknown command of config "validat"[^]*did you mean/ },
  { args: ["config", "migrate"], says: /--old-config/ },
  { args: ["config", "print"], says: /No command of config print[^]*join-defaults/ },
  {
    args: ["config", "print", "init-defaults"],
    says: /joins workers[^]*kubeadm config print init/,
  },
  { args: ["config", "print", "join-default"], says: /did you mean "join-defaults"/ },
  {
    args: ["config", "print", "join-defaults", "--component-configs", "KubeletConfiguration"],
    says: /Cannot print "KubeletConfiguration": a worker gets it from the cluster/,
  },
  { args: ["config", "validate", "/nowhere/at/all"], says: /there is no such file/ },
])("the program refuses $args", async ({ args, says }) => {
  const { code, stderr } = await runWithInput(args, "");
  assert.equal(code, 3);
  assert.match(stderr, says);
});
