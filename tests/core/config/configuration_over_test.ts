import assert from "node:assert/strict";
import { configurationOver } from "../../../core/config/configuration_over.ts";
import type { WorkerConfiguration } from "../../../core/config/worker_configuration.ts";

Deno.test.sanitizer({ ops: true, resources: true });

type Discovery = WorkerConfiguration["discovery"];

const FILE = { kubeConfigPath: "/f", otherHosts: false };
const PLUGIN = { name: "p", section: {} };
const PLUGINS: WorkerConfiguration["plugins"] = new Map();

/** What is left of both, without what neither says. */
function over(given: Discovery, standing: Discovery): Discovery {
  const { discovery } = configurationOver(
    { discovery: given, plugins: new Map() },
    { discovery: standing, plugins: PLUGINS },
  );
  const said = Object.entries(discovery).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}

Deno.test.each<{ what: string; given: Discovery; standing: Discovery; then: Discovery }>([
  { what: "nothing", given: {}, standing: { plugin: PLUGIN }, then: { plugin: PLUGIN } },
  {
    what: "another way",
    given: { endpoints: ["a:1"] },
    standing: { plugin: PLUGIN, file: FILE },
    then: { endpoints: ["a:1"] },
  },
  {
    what: "an empty list",
    given: { endpoints: [] },
    standing: { file: FILE },
    then: { file: FILE },
  },
  {
    what: "a CA alone",
    given: { ca: "/a" },
    standing: { ca: "/b", endpoints: ["b:1"], tokenFile: "/t" },
    then: { ca: "/a", endpoints: ["b:1"], tokenFile: "/t" },
  },
  {
    what: "a token file",
    given: { file: FILE, tokenFile: "/a" },
    standing: { ca: "/b", tokenFile: "/b" },
    then: { file: FILE, ca: "/b", tokenFile: "/a" },
  },
])("configurationOver() puts over the machine's own: $what", ({ given, standing, then }) => {
  assert.deepEqual(over(given, standing), then);
});

Deno.test("configurationOver() keeps the machine's list of plugins", () => {
  const whole = configurationOver(
    { discovery: {}, plugins: new Map() },
    { discovery: {}, plugins: PLUGINS },
  );
  assert.equal(whole.plugins, PLUGINS);
});

Deno.test("configurationOver() puts what the Node is to be over the machine's own, value by value", () => {
  const { node } = configurationOver(
    { discovery: {}, node: { taints: [] }, plugins: new Map() },
    {
      discovery: {},
      node: { name: "w1", taints: ["a:NoSchedule"], ip: "10.0.0.5" },
      plugins: PLUGINS,
    },
  );
  assert.deepEqual(node, { name: "w1", labels: undefined, taints: [], ip: "10.0.0.5" });
});
