import assert from "node:assert/strict";
import plugin from "../../scripts/lint_plugin.ts";

interface Case {
  file: string;
  source: string;
}

/** The rules that object, without the plugin's name. */
function lint({ file, source }: Case): string[] {
  const found = Deno.lint.runPlugin(plugin, file, source);
  return [...new Set(found.map(({ id }) => id.replace("kubeworker/", "")))];
}

const AGAINST_LAYERS: readonly Case[] = [
  { file: "core/node/paths.ts", source: `import { manifest } from "../../phases/manifest.ts";` },
  { file: "core/node/paths.ts", source: `import token from "../../plugins/token.ts";` },
  { file: "core/config/duration.ts", source: `import { text } from "../cli/text.ts";` },
  { file: "core/config/duration.ts", source: `export { main } from "../../main.ts";` },
  { file: "core/cli/join.ts", source: `import { manifest } from "../../phases/manifest.ts";` },
  { file: "core/engine/plan.ts", source: `import { api } from "../kube/api.ts";` },
  {
    file: "core/engine/plan.ts",
    source: `import type { Plugin } from "../discovery/contract.ts";`,
  },
  { file: "core/engine/plan.ts", source: `const node = await import("../node/paths.ts");` },
  { file: "core/trust/ca.ts", source: `import { api } from "../kube/api.ts";` },
  { file: "core/trust/ca.ts", source: `import { plan } from "../engine/plan.ts";` },
  { file: "phases/discovery.ts", source: `import token from "../plugins/token.ts";` },
  { file: "phases/discovery.ts", source: `import { text } from "../core/cli/text.ts";` },
  { file: "phases/discovery.ts", source: `import { LocalHost } from "../core/host/local.ts";` },
  {
    file: "phases/discovery.ts",
    source: `import type { LocalHost } from "../core/host/local.ts";`,
  },
  { file: "phases/discovery.ts", source: `import { isDry } from "../core/host/types.ts";` },
  { file: "phases/preflight/swap.ts", source: `export * from "../../plugins/file.ts";` },
  { file: "plugins/token.ts", source: `import { preflight } from "../phases/preflight.ts";` },
  { file: "plugins/token.ts", source: `import { help } from "../tests/support/pki.ts";` },
  { file: "core/kube/api.ts", source: `import { build } from "../../scripts/build.ts";` },
  { file: "main.ts", source: `import { build } from "./scripts/build.ts";` },
];

const WITH_LAYERS: readonly Case[] = [
  { file: "main.ts", source: `import { LocalHost } from "./core/host/local.ts";` },
  { file: "main.ts", source: `import { phases } from "./phases/manifest.ts";` },
  { file: "tests/host_test.ts", source: `import { LocalHost } from "../core/host/local.ts";` },
  { file: "scripts/docs.ts", source: `import { phases } from "../phases/manifest.ts";` },
  { file: "core/host/local.ts", source: `import { clock } from "./clock.ts";` },
  { file: "core/cli/join.ts", source: `import { text } from "./text.ts";` },
  { file: "core/trust/ca.ts", source: `import { JoinError } from "../engine/errors.ts";` },
  { file: "core/trust/ca.ts", source: `import { parse } from "../kube/kubeconfig.ts";` },
  { file: "core/trust/ca.ts", source: `import type { Files } from "../host/types.ts";` },
  { file: "core/engine/runner.ts", source: `import { type Clock } from "../host/types.ts";` },
  { file: "core/kube/api.ts", source: `import { decide } from "../trust/decide.ts";` },
  { file: "phases/discovery.ts", source: `export type { Host } from "../core/host/types.ts";` },
  { file: "phases/preflight.ts", source: `import { swap } from "./preflight/swap.ts";` },
  { file: "plugins/manifest.ts", source: `import token from "./token.ts";` },
  { file: "phases/finalize.ts", source: `import { parse } from "yaml";` },
];

const AGAINST_HOST_ONLY: readonly Case[] = [
  { file: "core/kube/api.ts", source: `await Deno.readTextFile("/etc/hosts");` },
  { file: "core/kube/api.ts", source: `function size(info: Deno.FileInfo) { return info.size; }` },
  { file: "core/kube/api.ts", source: `import https from "node:https";` },
  { file: "core/kube/api.ts", source: `const { connect } = await import("node:tls");` },
  { file: "core/kube/api.ts", source: `export { hostname } from "node:os";` },
  { file: "core/kube/api.ts", source: `import { readFile } from "node:fs/promises";` },
  {
    file: "core/kube/api.ts",
    source: `const env = { process: (await import("node:process")).env };`,
  },
  { file: "plugins/https.ts", source: `await fetch("https://example.com");` },
  { file: "plugins/https.ts", source: `const options = { fetch };` },
  { file: "plugins/https.ts", source: `globalThis.fetch("https://example.com");` },
  { file: "phases/finalize.ts", source: `setTimeout(run, 10);` },
  { file: "phases/finalize.ts", source: `setInterval(run, 10);` },
  { file: "phases/finalize.ts", source: `const started = Date.now();` },
  { file: "phases/finalize.ts", source: `const now = new Date();` },
  { file: "phases/finalize.ts", source: `const started = performance.now();` },
  { file: "phases/finalize.ts", source: `console.log("done");` },
  { file: "main.ts", source: `Deno.exit(1);` },
];

const WITH_HOST_ONLY: readonly Case[] = [
  { file: "core/host/https.ts", source: `import https from "node:https"; Deno.env.get("A");` },
  { file: "tests/api_test.ts", source: `Deno.test("x", () => console.log(Date.now()));` },
  { file: "scripts/build.ts", source: `console.log(Deno.args);` },
  { file: "plugins/https.ts", source: `export const read = (http: Http) => http.fetch("/");` },
  {
    file: "plugins/https.ts",
    source: `interface Http { fetch(path: string): void; console: string }`,
  },
  { file: "core/kube/api.ts", source: `import { createHash } from "node:crypto";` },
  { file: "core/kube/api.ts", source: `import type { AgentOptions } from "node:https";` },
  { file: "phases/finalize.ts", source: `const parsed = new Date("2026-01-01"); Date.parse("x");` },
  { file: "phases/finalize.ts", source: `const now = clock.now();` },
  { file: "phases/finalize.ts", source: `const table = { Deno: 1, setTimeout: 2 };` },
];

const TABLES = [
  { rule: "layers", objects: true, cases: AGAINST_LAYERS },
  { rule: "layers", objects: false, cases: WITH_LAYERS },
  { rule: "host-only", objects: true, cases: AGAINST_HOST_ONLY },
  { rule: "host-only", objects: false, cases: WITH_HOST_ONLY },
];

for (const { rule, objects, cases } of TABLES) {
  for (const each of cases) {
    const verb = objects ? "objects to" : "lets pass";
    Deno.test(`${rule} ${verb} ${each.source} in ${each.file}`, () => {
      assert.deepEqual(lint(each), objects ? [rule] : []);
    });
  }
}

Deno.test("layers says what imports what, and why not", () => {
  const [found] = Deno.lint.runPlugin(
    plugin,
    "phases/discovery.ts",
    `import token from "../plugins/token.ts";`,
  );
  assert.equal(found?.message, '"phases/discovery.ts" imports "plugins/token.ts"');
  assert.equal(found?.hint, "phases import only core");
});

Deno.test("file-length objects to 201 lines of product and to nothing else", () => {
  const long = "export {};\n".repeat(201);
  assert.deepEqual(lint({ file: "core/kube/api.ts", source: long }), ["file-length"]);
  assert.deepEqual(lint({ file: "phases/finalize.ts", source: long }), ["file-length"]);
  assert.deepEqual(lint({ file: "core/kube/api.ts", source: "export {};\n".repeat(200) }), []);
  assert.deepEqual(lint({ file: "tests/api_test.ts", source: long }), []);
  assert.deepEqual(lint({ file: "scripts/build.ts", source: long }), []);
});
