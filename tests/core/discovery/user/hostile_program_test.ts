import assert from "node:assert/strict";
import type { ErrorCode } from "../../../../core/engine/error_codes.ts";
import type { PluginListing } from "../../../../core/config/worker_configuration.ts";
import { processesWhere, processesWith } from "../../../support/plugins/processes.ts";
import { answer, type ScriptParts, scriptText } from "../../../support/plugins/texts.ts";
import { pluginWorld } from "../../../support/plugins/world.ts";
import { failsWith } from "../../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const ROOT = Deno.uid() === 0;
const GOOD = answer({ servers: ["good:1"] });

interface Hostile extends ScriptParts {
  readonly what: string;
  readonly code: ErrorCode;
  readonly says: RegExp;
  readonly listing?: Partial<PluginListing>;
}

const HOSTILE: readonly Hostile[] = [
  {
    what: "crashes at once",
    top: "exit 7",
    code: "plugin-failed",
    says: /it exited with code 7 and said nothing that is JSON/,
  },
  {
    what: "is killed",
    discover: "kill -SEGV $$",
    code: "plugin-failed",
    says: /it exited with code 139/,
  },
  {
    what: "says junk before its answer",
    top: "echo hello",
    code: "plugin-malformed",
    says: /answers "status" with something other than one JSON object/,
  },
  {
    what: "gives two answers",
    discover: `${GOOD}\n${GOOD}`,
    code: "plugin-malformed",
    says: /answers "discover" with something other/,
  },
  {
    what: "answers in another version",
    discover: `echo '{"apiVersion":"v2","servers":["a:1"]}'`,
    code: "plugin-malformed",
    says: /its apiVersion is not "discovery/,
  },
  {
    what: "proposes an unknown field",
    discover: answer({ servers: ["a:1"], trust: true }),
    code: "plugin-malformed",
    says: /trust: unknown field/,
  },
  {
    what: "says nothing",
    discover: ":",
    code: "plugin-malformed",
    says: /answers "discover" with something other/,
  },
  {
    what: "prints 100 MB",
    discover: "head -c 104857600 /dev/zero",
    code: "plugin-limit",
    says: /prints more than 1 MiB/,
  },
  {
    what: "prints for ever",
    discover: "exec yes",
    code: "plugin-limit",
    says: /prints more than 1 MiB/,
  },
  {
    what: "never ends",
    discover: "sleep 60",
    code: "plugin-timeout",
    says: /did not end within/,
    listing: { timeoutMs: 500 },
  },
  {
    what: "takes no notice of signals",
    top: "trap '' TERM INT HUP; while :; do :; done",
    code: "plugin-timeout",
    says: /did not end within/,
    listing: { timeoutMs: 500 },
  },
  {
    what: "eats memory",
    discover: "exec tail -n 1 /dev/zero",
    code: "plugin-limit",
    says: /MiB of memory, more than 64 MiB/,
    listing: { memoryBytes: 64 << 20 },
  },
  {
    what: "eats memory in a child",
    discover: "tail -n 1 /dev/zero & wait",
    code: "plugin-limit",
    says: /MiB of memory, more than 64 MiB/,
    listing: { memoryBytes: 64 << 20 },
  },
  {
    what: "starts more and more processes",
    discover: "i=0; while [ $i -lt 400 ]; do sleep 20 & i=$((i + 1)); done; wait",
    code: "plugin-limit",
    says: /has more than 64 processes/,
  },
  {
    what: "asks for network, which nobody could enforce",
    status: { permissions: { net: ["10.0.0.1"] } },
    code: "plugin-forbidden",
    says: /asks for net=10\.0\.0\.1/,
  },
];

Deno.test.each(HOSTILE)("a program that $what", async ({ code, says, listing, ...parts }) => {
  await using world = await pluginWorld();
  const top = `echo "$(id -u) $KUBEWORKER_PLUGIN_RUN" >&2; ${parts.top ?? ""}`;
  const listed = await world.put("trial", scriptText({ ...parts, top }), listing);
  const log: string[] = [];
  const began = performance.now();
  const error = await failsWith(code, () => world.discover(listed, { log }));
  const ms = performance.now() - began;
  assert.match(error.message, says);
  assert.ok(ms < (listing?.timeoutMs ?? 5000) + 1500, `${ms} ms`);
  const [user, mark = ""] = log[0]?.split(" ") ?? [];
  const left = ROOT ? processesWhere(({ uid }) => String(uid) === user) : processesWith(mark);
  assert.ok(ROOT ? Number(user) > 60_000 : mark !== "", log[0]);
  assert.deepEqual(left, []);
});

Deno.test("a file with x bit that is no program says so", async () => {
  await using world = await pluginWorld();
  const listing = await world.put("trial", "#!/no/such/interpreter\n");
  const error = await failsWith("plugin-failed", () => world.discover(listing));
  assert.match(error.message, /Cannot execute \S+\/trial for plugin "trial"/);
});

Deno.test("nothing that a program starts outlives it", async () => {
  await using world = await pluginWorld();
  const seconds = String(40_000 + Deno.pid % 10_000);
  const discover = `setsid sh -c 'setsid sleep ${seconds} & sleep ${seconds}' >/dev/null 2>&1 &
    (trap '' TERM HUP; sleep ${seconds}) >/dev/null 2>&1 &
    sleep 0.1; ${GOOD}`;
  const { proposal } = await world.discover(await world.put("trial", scriptText({ discover })));
  assert.deepEqual(proposal.servers, ["good:1"]);
  assert.deepEqual(processesWith(seconds), []);
});

Deno.test("a daemon that holds the pipes does not keep a join waiting", async () => {
  await using world = await pluginWorld();
  const discover = `setsid sleep 30 & ${GOOD}`;
  const listing = await world.put("trial", scriptText({ discover }), { timeoutMs: 2000 });
  const began = performance.now();
  const { proposal } = await world.discover(listing);
  assert.deepEqual(proposal.servers, ["good:1"]);
  assert.ok(performance.now() - began < 1000);
});

Deno.test("a program that starts one process after the other leaves none", async () => {
  await using world = await pluginWorld();
  // Never more than a few at a time, but at no moment the same ones.
  const relay = `relay() { sleep 0.002; (relay) & }`;
  const discover = `${relay}; (relay) >/dev/null 2>&1 & sleep 0.2; ${GOOD}`;
  const { proposal } = await world.discover(await world.put("trial", scriptText({ discover })));
  assert.deepEqual(proposal.servers, ["good:1"]);
  const path = `${world.root.path}/etc/kubeworker/plugins/trial`;
  assert.deepEqual(processesWith(path), []);
});

Deno.test("a program finds nothing of ours: environment, directory, terminal, groups", async () => {
  await using world = await pluginWorld();
  // Without a user of its own, it may look at what is ours.
  const look = ROOT ? "cat /proc/$PPID/environ" : ":";
  const discover = `{ env; pwd; id -u; id -g; id -G; ${look}; } >&2
    (: </dev/tty) 2>/dev/null && echo terminal >&2
    ${GOOD}`;
  const log: string[] = [];
  Deno.env.set("CANARY", "canary-in-our-environment");
  try {
    await world.discover(await world.put("trial", scriptText({ discover })), { log });
  } finally {
    Deno.env.delete("CANARY");
  }
  const text = log.join("\n");
  const names = log.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? [])
    .filter((name) => !["PWD", "SHLVL", "_", "OLDPWD"].includes(name));
  assert.deepEqual(names.sort(), ["LANG", "PATH", ...ROOT ? [] : ["KUBEWORKER_PLUGIN_RUN"]].sort());
  assert.ok(log.includes("/"), text);
  assert.ok(!log.includes("terminal"), text);
  if (ROOT) {
    assert.doesNotMatch(text, /canary-in-our/);
    const ids = log.filter((line) => /^6[1-5]\d{3}$/.test(line));
    // User, group, and no other group.
    assert.equal(ids.length, 3, text);
    assert.equal(new Set(ids).size, 1);
  }
});

Deno.test("a program's log is heard, and cut", async () => {
  await using world = await pluginWorld();
  const discover = `yes spam | head -c 10000000 >&2; ${GOOD}`;
  const log: string[] = [];
  await world.discover(await world.put("trial", scriptText({ discover })), { log });
  assert.equal(log[0], "spam");
  assert.match(log.at(-1) ?? "", /left out/);
  assert.ok(log.join("\n").length < (64 << 10) + 100);
});
