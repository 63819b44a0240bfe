import assert from "node:assert/strict";
import type { ErrorCode } from "../../../../core/engine/error_codes.ts";
import type { PluginListing } from "../../../../core/config/worker_configuration.ts";
import { type ModuleParts, moduleText } from "../../../support/plugins/texts.ts";
import { processesWhere } from "../../../support/plugins/processes.ts";
import { pluginWorld } from "../../../support/plugins/world.ts";
import { failsWith } from "../../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

interface Hostile extends ModuleParts {
  readonly what: string;
  readonly code: ErrorCode;
  readonly says: RegExp;
  readonly listing?: Partial<PluginListing>;
}

const SHORT = { timeoutMs: 1000 };
const FLOOD = "const x = new Uint8Array(1 << 16).fill(120);" +
  "for (let i = 0; i < 1600; i++) Deno.stdout.writeSync(x); return {};";

const HOSTILE: readonly Hostile[] = [
  {
    what: "crashes when it is loaded",
    top: 'throw new Error("boom at load");',
    code: "plugin-failed",
    says: /failed: boom at load/,
  },
  { what: "is no TypeScript", top: "const const;", code: "plugin-failed", says: /failed: / },
  {
    what: "crashes in discover",
    discover: "return (undefined as any).x;",
    code: "plugin-failed",
    says: /failed: Cannot read prop/,
  },
  { what: "throws nothing", discover: "throw undefined;", code: "plugin-failed", says: /failed: / },
  {
    what: "crashes beside discover",
    discover: 'setTimeout(() => { throw new Error("later"); }, 1); await new Promise(() => {});',
    code: "plugin-failed",
    says: /failed: .*later/,
  },
  {
    what: "loops when it is loaded",
    top: "while (true);",
    code: "plugin-timeout",
    says: /did not end within 1 s/,
    listing: SHORT,
  },
  {
    what: "loops in discover",
    discover: "while (true);",
    code: "plugin-timeout",
    says: /did not end within 1 s/,
    listing: SHORT,
  },
  {
    what: "never resolves",
    discover: "return await new Promise(() => {});",
    code: "plugin-timeout",
    says: /did not end within 1 s/,
    listing: SHORT,
  },
  {
    what: "answers after the deadline",
    discover: 'await new Promise((r) => setTimeout(r, 3000)); return { servers: ["a:1"] };',
    code: "plugin-timeout",
    says: /did not end within 1 s/,
    listing: SHORT,
  },
  { what: "prints 100 MB", discover: FLOOD, code: "plugin-limit", says: /prints more than 1 MiB/ },
  {
    what: "eats memory",
    discover: "const all = []; for (;;) { all.push(new Uint8Array(1 << 24).fill(1)); " +
      "await new Promise((r) => setTimeout(r, 1)); }",
    code: "plugin-limit",
    says: /uses \d+(\.\d)? MiB of memory, more than 200 MiB/,
    listing: { memoryBytes: 200 << 20 },
  },
  {
    what: "answers with a megabyte",
    discover: 'return { servers: ["a".repeat(1 << 20)] };',
    code: "plugin-failed",
    says: /more than 512 KiB/,
  },
  {
    what: "answers with nothing",
    discover: "",
    code: "plugin-malformed",
    says: /it: expected a mapping/,
  },
  {
    what: "answers with a circle",
    discover: "const a: any = {}; a.a = a; return a;",
    code: "plugin-failed",
    says: /circular/i,
  },
  {
    what: "ends its own Worker",
    discover: "(globalThis as any).close(); await new Promise(() => {});",
    code: "plugin-timeout",
    says: /did not end/,
    listing: SHORT,
  },
  {
    what: "exits",
    discover: "Deno.exit(0);",
    code: "plugin-timeout",
    says: /did not end/,
    listing: SHORT,
  },
  {
    what: "posts an answer of its own",
    top: 'self.postMessage({ kind: "answer", text: "{" });',
    code: "plugin-failed",
    says: /not JSON/,
  },
  {
    what: "has no default export",
    top: "export const other = 1;",
    fields: "discover: 7,",
    code: "plugin-failed",
    says: /no function discover/,
  },
  {
    what: "speaks another version",
    fields: 'apiVersion: "discovery.kubeworker.dev/v2",',
    code: "plugin-malformed",
    says: /speaks "discovery\.kubeworker\.dev\/v2", not/,
  },
  {
    what: "has another name",
    fields: 'name: "other",',
    code: "plugin-malformed",
    says: /calls itself "other"/,
  },
  {
    what: "describes itself with an unknown field",
    fields: "permission: {},",
    code: "plugin-malformed",
    says: /permission: unknown field, did you mean "permissions"\?/,
  },
  {
    what: "asks for another kind of permission",
    fields: "permissions: { run: true },",
    code: "plugin-malformed",
    says: /permissions\.run: unknown field/,
  },
  {
    what: "asks for a host that is not granted",
    fields: 'permissions: { net: ["10.0.0.1:53"] },',
    code: "plugin-forbidden",
    says: /asks for net=10\.0\.0\.1:53, which its listing does not grant/,
  },
  {
    what: "does what it has not asked for",
    discover: 'return await Deno.readTextFile("/etc/hosts");',
    code: "plugin-failed",
    says: /failed: Requires read access to "\/etc\/hosts"$/,
  },
  {
    what: "asks for a file that is not granted",
    fields: 'permissions: { read: ["/etc/shadow"] },',
    code: "plugin-forbidden",
    says: /asks for read=\/etc\/shadow/,
  },
  {
    what: "has a schema with a pattern",
    fields: 'schema: { type: "object", properties: { a: { pattern: "(a+)+$" } } },',
    code: "plugin-malformed",
    says: /keyword "pattern", which is not supported/,
  },
  ...[
    ["https://10.0.0.1:6443", /server "https:\/\/10\.0\.0\.1:6443": it has a scheme/],
    ["http://10.0.0.1:6443", /server "http:\/\/10\.0\.0\.1:6443": it has a scheme/],
    ["10.0.0.1:6443/api", /it has a path/],
    ["10.0.0.1", /it has no port/],
    ["user@10.0.0.1:6443", /it has a user name/],
  ].map(([server, says]) => ({
    what: `proposes ${server}`,
    discover: `return { servers: [${JSON.stringify(server)}] };`,
    code: "plugin-malformed" as const,
    says: says as RegExp,
  })),
  {
    what: "proposes nothing",
    discover: "return { servers: [] };",
    code: "plugin-malformed",
    says: /servers: no server/,
  },
  {
    what: "proposes 17 servers",
    discover: 'return { servers: Array(17).fill("a:1") };',
    code: "plugin-malformed",
    says: /more than 16 servers/,
  },
  {
    what: "proposes an unknown field",
    discover: 'return { servers: ["a:1"], caPEM: "" };',
    code: "plugin-malformed",
    says: /caPEM: unknown field, did you mean "caPem"\?/,
  },
];

Deno.test.each(HOSTILE)("a module that $what", async ({ code, says, listing, ...parts }) => {
  await using world = await pluginWorld();
  const listed = await world.put("trial.ts", moduleText(parts), listing);
  const began = performance.now();
  const error = await failsWith(code, () => world.discover(listed));
  const ms = performance.now() - began;
  assert.match(error.message, says);
  assert.match(error.message, /[Pp]lugin "trial"/);
  assert.ok(ms < (listing?.timeoutMs ?? 6000) + 1500, `${ms} ms`);
  assert.equal(world.pids.length, 1);
  assert.deepEqual(processesWhere(({ pid }) => world.pids.includes(pid)), []);
});

Deno.test("a module that floods its console is heard, cut, and still answers", async () => {
  await using world = await pluginWorld();
  const discover =
    'for (let i = 0; i < 100000; i++) console.log("spam", i); return { servers: ["a:1"] };';
  const listing = await world.put("trial.ts", moduleText({ discover }));
  const log: string[] = [];
  const { proposal } = await world.discover(listing, { log });
  assert.deepEqual(proposal.servers, ["a:1"]);
  assert.equal(log[0], "spam 0");
  const size = log.join("\n").length;
  assert.ok(size > 1000 && size <= (64 << 10) + 100, String(size));
});

Deno.test("what a module prints cannot be taken for its answer", async () => {
  await using world = await pluginWorld();
  const forged =
    '00000000-0000-0000-0000-000000000000 {"kind":"answer","value":{"servers":["evil:1"]}}';
  const discover = `const bytes = new TextEncoder().encode(${
    JSON.stringify(`junk\n${forged}\nno line end`)
  });
    Deno.stdout.writeSync(bytes); return { servers: ["good:1"] };`;
  const log: string[] = [];
  const listing = await world.put("trial.ts", moduleText({ discover }));
  const { proposal } = await world.discover(listing, { log });
  assert.deepEqual(proposal.servers, ["good:1"]);
  assert.deepEqual(log.slice(0, 3), ["junk", forged, "no line end"]);
});

Deno.test("a module that is given up is ended", async () => {
  await using world = await pluginWorld();
  const listing = await world.put("trial.ts", moduleText({ discover: "while (true);" }));
  const abort = new AbortController();
  const began = performance.now();
  const waiting = world.discover(listing, { signal: abort.signal });
  setTimeout(() => abort.abort(), 300);
  await assert.rejects(waiting, { name: "AbortError" });
  assert.ok(performance.now() - began < 1500);
  assert.equal(world.pids.length, 1);
  assert.deepEqual(processesWhere(({ pid }) => world.pids.includes(pid)), []);
});
