import assert from "node:assert/strict";
import { parseWorkerConfiguration } from "../../../core/config/worker_configuration_text.ts";
import { carryExecutable } from "../../../core/discovery/user/executable_carrier.ts";
import { type PluginMetadata, readMetadata } from "../../../core/discovery/user/metadata.ts";
import { intersect } from "../../../core/discovery/user/permissions.ts";
import { checkSection } from "../../../core/discovery/user/section_schema.ts";
import type { Carrier } from "../../../core/discovery/user/carrier.ts";
import { createClock } from "../../../core/host/clock.ts";
import { createSandbox } from "../../../core/host/sandbox.ts";
import { runProgram } from "../../cli/program.ts";
import { temporaryRoot } from "../../core/kit/temporary_root.ts";
import { findProgram, testWith } from "../../support/servers/program.ts";
import { EXAMPLES } from "./running.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NEEDED = { python3: findProgram("python3", "KUBEWORKER_PYTHON") };

interface Installed extends AsyncDisposable {
  readonly path: string;
  readonly carrier: Carrier;
  readonly log: readonly string[];
}

/** Where other users can get at it: one of them runs it. */
async function installed(): Promise<Installed> {
  const folder = await temporaryRoot();
  await Deno.chmod(folder.path, 0o755);
  await folder.put("/rack.py", await Deno.readTextFile(`${EXAMPLES}/rack.py`), 0o755);
  await folder.put("/rack.cases.yaml", await Deno.readTextFile(`${EXAMPLES}/rack.cases.yaml`));
  const path = `${folder.path}/rack.py`;
  const log: string[] = [];
  const { elapsedMs } = createClock();
  const carrier = carryExecutable(path, createSandbox("/"), {
    what: 'plugin "rack"',
    timeoutMs: 10_000,
    memoryBytes: 256 << 20,
    signal: new AbortController().signal,
    log: (line) => void log.push(line),
    elapsedMs,
  });
  return { path, carrier, log, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

async function describe({ carrier }: Installed): Promise<PluginMetadata> {
  const { apiVersion: _, ...described } = Object(await carrier.status());
  return readMetadata({ apiVersion: "discovery.kubeworker.dev/v1", ...described }, "rack");
}

testWith(NEEDED, "rack.py proposes the servers of a rack, and logs", async () => {
  await using rack = await installed();
  const permissions = { net: [], read: [] };
  assert.deepEqual(Object(await rack.carrier.versions?.()).versions, [
    "discovery.kubeworker.dev/v1",
  ]);
  checkSection(await describe(rack), { rack: 3 });
  assert.deepEqual(await rack.carrier.discover({ rack: 3 }, { permissions, timeoutMs: 5000 }), {
    servers: ["10.3.0.1:6443", "10.3.0.2:6443"],
  });
  assert.deepEqual(rack.log, ["this machine is in rack 3"]);
  await assert.rejects(rack.carrier.discover({ rack: 10 }, { permissions, timeoutMs: 5000 }), {
    code: "plugin-failed",
    message: 'Plugin "rack" failed: There is no rack 10',
    hint: "the plugin says: racks are 1 to 9",
  });
});

testWith(NEEDED, "rack.yaml lists rack.py with a section that fits", async () => {
  await using rack = await installed();
  const text = await Deno.readTextFile(`${EXAMPLES}/rack.yaml`);
  const { discovery: { plugin }, plugins } = parseWorkerConfiguration(text, "rack.yaml");
  const listing = plugins.get("rack");
  assert.equal(listing?.file, "rack.py");
  const metadata = await describe(rack);
  checkSection(metadata, plugin?.section);
  assert.deepEqual(
    intersect("rack", metadata.permissions, listing.permissions),
    listing.permissions,
  );
});

testWith(NEEDED, "rack.py passes the tests beside it", async () => {
  await using rack = await installed();
  const { code, stdout, stderr } = await runProgram(["plugin", "test", rack.path]);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^ok {6}case "says that there is no such rack"$/m);
  assert.match(stdout, /\n10 passed, 0 failed\n$/);
});
