import assert from "node:assert/strict";
import { parseWorkerConfiguration } from "../../../core/config/worker_configuration_text.ts";
import { carryFile } from "../../../core/discovery/user/file_carrier.ts";
import { readMetadata } from "../../../core/discovery/user/metadata.ts";
import { checkSection } from "../../../core/discovery/user/section_schema.ts";
import { PLUGIN_ERRORS } from "../../../core/engine/error_codes/plugin.ts";
import { createSandbox } from "../../../core/host/sandbox.ts";
import { runProgram } from "../../cli/program.ts";
import { freePort } from "../../support/free_port.ts";
import { findProgram, testWith } from "../../support/servers/program.ts";
import { EXAMPLES } from "./running.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const DOCS = await Deno.readTextFile(new URL("../../../docs/plugins.md", import.meta.url));
const PYTHON = findProgram("python3", "KUBEWORKER_PYTHON");

/** The first block of code in this language. */
function block(language: string): string {
  const text = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(DOCS)?.[1];
  return text ?? assert.fail(`docs/plugins.md has no ${language}`);
}

function limits(what: string) {
  return {
    what,
    timeoutMs: 10_000,
    memoryBytes: 256 << 20,
    signal: new AbortController().signal,
    log() {},
  };
}

Deno.test("docs/plugins.md: the file plugin works", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const isThere = new URL(request.url).pathname === "/servers";
    return new Response("10.0.0.1:6443\n10.0.0.2:6443\n", { status: isThere ? 200 : 404 });
  });
  const host = `127.0.0.1:${server.addr.port}`;
  const module = { text: block("ts"), language: "typescript" } as const;
  await using carrier = await carryFile(module, createSandbox("/"), limits("a plugin"));
  const section = { url: `http://${host}/servers` };
  checkSection(readMetadata(await carrier.status(), "inventory"), section);
  const options = { permissions: { net: [host], read: [] }, timeoutMs: 5000 };
  assert.deepEqual(await carrier.discover(section, options), {
    servers: ["10.0.0.1:6443", "10.0.0.2:6443"],
  });
});

testWith({ python3: PYTHON }, "docs/plugins.md: the executable answers as shown", async () => {
  const [, command = "", shown] = /^\$ (.*)\n(.*)$/m.exec(block("console")) ?? [];
  const { code, stdout } = await new Deno.Command("sh", { args: ["-c", command], cwd: EXAMPLES })
    .output();
  assert.equal(code, 0);
  assert.equal(new TextDecoder().decode(stdout), shown);
});

Deno.test("docs/plugins.md: `plugin test` takes its options on the command line", async () => {
  const [, line = ""] = /^(kubeworker plugin test dns-srv.*)$/m.exec(DOCS) ?? [];
  // As a shell takes it apart.
  const words = line.match(/(?:'[^']*'|[^\s'])+/g) ?? [];
  const args = words.slice(1).map((word) => word.replaceAll("'", ""));
  const port = freePort();
  const here = args.map((word) =>
    word.replace("dns-srv.ts", `${EXAMPLES}/dns-srv.ts`)
      .replace("10.0.0.53:53", `127.0.0.1:${port}`)
      .replace("{address: 10.0.0.53}", `{address: 127.0.0.1, port: ${port}}`)
  );
  const { code, stdout } = await runProgram([...here, "--timeout", "3s"]);
  assert.match(stdout, /^ok {6}the options given fit its schema$/m);
  assert.match(stdout, /^ok {6}asks for no more than is granted$/m);
  // Nobody answers there.
  assert.match(stdout, /^FAILED {2}proposes servers\n {8}.*\(no-answer\)\n {8}hint: /m);
  assert.equal(code, 9);
});

Deno.test("docs/plugins.md: the configuration is one", () => {
  const { plugins } = parseWorkerConfiguration(block("yaml"), "docs/plugins.md");
  assert.deepEqual(plugins.get("inventory")?.permissions.net, ["inventory.example.org:443"]);
});

Deno.test("docs/plugins.md tells what to do for every error of a plugin", () => {
  const rows = [...DOCS.matchAll(/^\| `((?:config|plugin)-[a-z-]+)` /gm)].map(([, code]) => code);
  assert.deepEqual(rows.sort(), Object.keys(PLUGIN_ERRORS).sort());
});
