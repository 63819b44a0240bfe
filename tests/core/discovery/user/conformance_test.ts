import assert from "node:assert/strict";
import { carry } from "../../../../core/discovery/user/ask.ts";
import type { Carrier } from "../../../../core/discovery/user/carrier.ts";
import { examine } from "../../../../core/discovery/user/conformance.ts";
import { readPlugin } from "../../../../core/discovery/user/find.ts";
import { answer, moduleText, scriptText } from "../../../support/plugins/texts.ts";
import { DIRECTORY, pluginWorld } from "../../../support/plugins/world.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NOTHING = { net: [], read: [], vouch: false };

/** A plugin of the program itself, behind the same contract. */
function builtIn(): Carrier {
  return {
    kind: "built-in",
    fence: "none",
    status: () =>
      Promise.resolve({
        apiVersion: "discovery.kubeworker.dev/v1",
        name: "trial",
        version: "1.2.3",
        summary: "A plugin of the tests",
        schema: { type: "object" },
      }),
    discover: () => Promise.resolve({ servers: ["10.0.0.1:6443"] }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const CARRIERS = [
  { carrier: "built in", file: undefined, text: "" },
  { carrier: "a file", file: "trial.ts", text: moduleText() },
  { carrier: "an executable", file: "trial", text: scriptText() },
];

Deno.test.each(CARRIERS)("a plugin that is $carrier keeps the contract", async ({ file, text }) => {
  await using world = await pluginWorld();
  const { host } = world;
  async function open(): Promise<Carrier> {
    if (file === undefined) return builtIn();
    const listing = await world.put(file, text);
    const found = await readPlugin(`${DIRECTORY}/${file}`, host);
    const { signal } = new AbortController();
    return await carry(found, listing, { timeoutMs: 5000, signal, log: () => {}, host });
  }
  const { findings, metadata, proposal } = await examine({
    name: "trial",
    section: {},
    granted: NOTHING,
    timeoutMs: 5000,
    open,
  });
  assert.deepEqual(findings.filter(({ outcome }) => outcome !== "passed"), []);
  assert.equal(findings.length, file === "trial" ? 7 : 6);
  assert.equal(metadata?.version, "1.2.3");
  assert.deepEqual(proposal?.servers, ["10.0.0.1:6443"]);
});

const FAULTS: [string, Partial<Carrier>, RegExp][] = [
  ["describes itself", { status: () => Promise.resolve(7) }, /expected a mapping/],
  [
    "names the versions that it speaks",
    {
      versions: () =>
        Promise.resolve({ apiVersion: "discovery.kubeworker.dev/v1", versions: ["v0"] }),
    },
    /Its versions are v0/,
  ],
  [
    "its schema can be used",
    { status: async () => ({ ...Object(await builtIn().status()), schema: { $ref: "#" } }) },
    /\$ref/,
  ],
  [
    "asks for no more than is granted",
    { status: async () => ({ ...Object(await builtIn().status()), permissions: { vouch: true } }) },
    /asks for vouch/,
  ],
  [
    "proposes servers, or says in its own words why not",
    { discover: () => Promise.resolve({ servers: ["http://a:1"] }) },
    /it has a scheme/,
  ],
];

Deno.test.each(FAULTS)("the examination finds a fault: %s", async (_check, changes, says) => {
  const open = () => Promise.resolve({ ...builtIn(), ...changes });
  const { findings } = await examine({ section: {}, granted: NOTHING, timeoutMs: 1000, open });
  const failed = findings.filter(({ outcome }) => outcome === "failed");
  assert.match(failed.map(({ why }) => why).join(), says);
});

Deno.test("the examination finds a plugin that changes what it says about itself", async () => {
  let times = 0;
  const status = async () => ({ ...Object(await builtIn().status()), version: String(times++) });
  const open = () => Promise.resolve({ ...builtIn(), status });
  const { findings } = await examine({ section: {}, granted: NOTHING, timeoutMs: 1000, open });
  assert.match(findings.at(-1)?.why ?? "", /in another way each time/);
});

Deno.test("a plugin that fails in its own words keeps the contract", async () => {
  await using world = await pluginWorld();
  const words = { code: "no-record", message: "No record" };
  const listing = await world.put("trial", scriptText({ discover: `${answer(words)}\nexit 1` }));
  const found = await readPlugin(`${DIRECTORY}/trial`, world.host);
  const { signal } = new AbortController();
  const { host } = world;
  const open = () => carry(found, listing, { timeoutMs: 5000, signal, log: () => {}, host });
  const { findings, proposal, refusal } = await examine({
    section: {},
    granted: NOTHING,
    timeoutMs: 5000,
    open,
  });
  assert.deepEqual(findings.filter(({ outcome }) => outcome !== "passed"), []);
  assert.equal(refusal?.message, 'Plugin "trial" failed: No record');
  assert.equal(refusal?.detail.pluginCode, "no-record");
  assert.equal(proposal, undefined);
});
