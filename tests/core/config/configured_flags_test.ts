import assert from "node:assert/strict";
import { configuredFlags } from "../../../core/config/configured_flags.ts";
import type { JoinFlags } from "../../../core/config/join_flags.ts";
import type { WorkerConfiguration } from "../../../core/config/worker_configuration.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** What is left of flags and configuration, without what neither says. */
function configured(flags: JoinFlags, discovery: WorkerConfiguration["discovery"]): JoinFlags {
  const entries = Object.entries(configuredFlags(flags, { discovery, plugins: new Map() }));
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

const FILE = {
  kubeConfigPath: "/conf/discovery.yaml",
  ca: "/conf/file-ca.crt",
  otherHosts: true,
  exec: "get-token",
};

Deno.test("configuredFlags() takes from the configuration what no flag says", () => {
  assert.deepEqual(configured({ token: "t" }, { endpoints: ["a:1", "b:2"], ca: "/ca.crt" }), {
    token: "t",
    endpoints: ["a:1", "b:2"],
    discoveryCa: "/ca.crt",
  });
  assert.deepEqual(configured({}, { file: FILE }), {
    discoveryFile: "/conf/discovery.yaml",
    discoveryFileCa: "/conf/file-ca.crt",
    discoveryFileOtherHosts: true,
    discoveryFileExec: "get-token",
  });
});

Deno.test("configuredFlags() takes the servers of the configuration where none was named", () => {
  const { endpoints } = configured({ endpoints: [] }, { endpoints: ["a:1"] });
  assert.deepEqual(endpoints, ["a:1"]);
});

Deno.test.each<{ what: string; flags: JoinFlags }>([
  { what: "servers", flags: { endpoints: ["c:3"] } },
  { what: "a discovery file", flags: { discoveryFile: "/own.yaml" } },
  { what: "a plugin", flags: { discoveryPlugin: "mine" } },
])("configuredFlags() mixes none of the configuration's ways with $what", ({ flags }) => {
  const plugin = { name: "theirs", section: {} };
  assert.deepEqual(configured(flags, { endpoints: ["a:1"], file: FILE, plugin }), flags);
});

Deno.test("configuredFlags() puts a flag before the configuration's value of the same kind", () => {
  const flags = { discoveryFileExec: "mine", discoveryFileOtherHosts: false };
  const merged = configured(flags, { file: FILE });
  assert.equal(merged.discoveryFileExec, "mine");
  assert.equal(merged.discoveryFileOtherHosts, false);
  assert.equal(merged.discoveryFile, "/conf/discovery.yaml");
});

Deno.test.each<{ what: string; flags: JoinFlags; ca: string | undefined }>([
  { what: "none was given", flags: {}, ca: "/ca.crt" },
  { what: "a CA was given", flags: { discoveryCa: "/own.crt" }, ca: "/own.crt" },
  { what: "pins were given", flags: { discoveryTokenCaCertHash: ["sha256:x"] }, ca: undefined },
  { what: "the list of pins is empty", flags: { discoveryTokenCaCertHash: [] }, ca: "/ca.crt" },
  { what: "servers were given alone", flags: { endpoints: ["c:3"] }, ca: "/ca.crt" },
])("configuredFlags() pins by the configuration's CA when $what", ({ flags, ca }) => {
  assert.equal(configured(flags, { ca: "/ca.crt" }).discoveryCa, ca);
});

Deno.test("configuredFlags() says of the Node what no flag says", () => {
  const node = {
    name: "w1",
    labels: { zone: "a", disk: "" },
    taints: ["a:NoSchedule"],
    ip: "10.0.0.5",
  };
  const flags = configuredFlags({ taints: ["b:NoExecute"] }, {
    discovery: {},
    node,
    onFailure: "rollback",
    plugins: new Map(),
  });
  assert.equal(flags.onFailure, "rollback");
  assert.equal(flags.nodeName, "w1");
  assert.deepEqual(flags.labels, ["zone=a", "disk="]);
  assert.deepEqual(flags.taints, ["b:NoExecute"]);
  assert.equal(flags.nodeIp, "10.0.0.5");
});

Deno.test("a configuration's waits stand below those of flags, name by name", () => {
  const configuration = {
    discovery: {},
    wait: "ready",
    timeouts: { discovery: "1m", tlsBootstrap: "2m" },
    plugins: new Map(),
  } as const;
  const alone = configuredFlags({}, configuration);
  assert.equal(alone.wait, "ready");
  assert.deepEqual(alone.timeout, ["discovery=1m", "tlsBootstrap=2m"]);
  const under = configuredFlags({ wait: "none", timeout: ["discovery=9s"] }, configuration);
  assert.equal(under.wait, "none");
  assert.deepEqual(under.timeout, ["discovery=1m", "tlsBootstrap=2m", "discovery=9s"]);
});
