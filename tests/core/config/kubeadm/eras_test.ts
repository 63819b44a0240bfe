/**
 * v1alpha3 and v1beta3, field by field, as kubeadm 1.12 and 1.22 have them: no kubeadm that reads them is at
 * hand. The other versions are tested against the real one, in the lab.
 */
import assert from "node:assert/strict";
import { readConfigFile } from "../../../../core/config/config_file.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOKEN = "abcdef.0123456789abcdef";
const PIN = `sha256:${"ab".repeat(32)}`;

/** A field, values that its release takes, and values that it refuses. */
interface Row {
  readonly path: string;
  readonly good?: readonly unknown[];
  readonly bad?: readonly unknown[];
  /** Refused here though kubeadm takes it, by name. */
  readonly unsupported?: readonly unknown[];
}

const COMMON: readonly Row[] = [
  { path: "nodeRegistration.name", good: ["worker-1", "Worker-1", ""], bad: ["foo_bar", 7, "-a"] },
  {
    path: "nodeRegistration.criSocket",
    good: ["/var/run/dockershim.sock", "unix:///run/x.sock"],
    bad: ["tcp://x:1", "rel/x"],
  },
  {
    path: "nodeRegistration.taints",
    good: [null, [], [{ key: "a", value: "b", effect: "NoSchedule" }]],
    bad: ["a=b:NoSchedule", [{ key: "a", effect: "Sometimes" }]],
  },
  {
    path: "nodeRegistration.kubeletExtraArgs",
    good: [{ v: "4" }, {}, null],
    bad: [[{ name: "v", value: "4" }], { v: 4 }],
  },
  {
    path: "caCertPath",
    good: ["/etc/kubernetes/pki/ca.crt", "/opt/ca.crt"],
    bad: ["pki/ca.crt", "/etc/kubernetes/pki/ca.pem"],
  },
];

const V1ALPHA3: readonly Row[] = [
  ...COMMON,
  { path: "token", good: [TOKEN, ""], bad: [1] },
  { path: "discoveryToken", good: [TOKEN], bad: ["ABCDEF.0123456789abcdef"] },
  { path: "tlsBootstrapToken", good: [TOKEN], bad: ["abcdef"] },
  {
    path: "discoveryTokenAPIServers",
    good: [["a:1", "b:1"]],
    bad: [["a"], "a:1", ["https://a:1"]],
  },
  { path: "discoveryTokenCACertHashes", good: [[PIN]], bad: [PIN, ["sha256:abc"]] },
  { path: "discoveryTokenUnsafeSkipCAVerification", good: [true, false], bad: ["true"] },
  { path: "discoveryFile", good: [""], bad: [[]] },
  { path: "discoveryTimeout", good: ["5m0s", "300s"], bad: ["300", 300] },
  { path: "clusterName", good: ["kubernetes", "other"], bad: [1] },
  { path: "controlPlane", good: [false], bad: ["no"], unsupported: [true] },
  { path: "apiEndpoint.advertiseAddress", good: ["10.0.0.1"], bad: [1] },
  { path: "apiEndpoint.bindPort", good: [6443], bad: [70000, "6443"] },
  { path: "featureGates", good: [{ CoreDNS: true }], bad: [{ CoreDNS: "true" }, "CoreDNS=true"] },
  // Of newer versions.
  { path: "discovery", bad: [{ tlsBootstrapToken: TOKEN }] },
  { path: "skipPhases", bad: [["preflight"]] },
  { path: "nodeRegistration.ignorePreflightErrors", bad: [["Swap"]] },
];

const V1BETA3: readonly Row[] = [
  ...COMMON,
  { path: "nodeRegistration.ignorePreflightErrors", good: [["Swap"], []], bad: ["Swap"] },
  {
    path: "nodeRegistration.imagePullPolicy",
    good: ["Always", "IfNotPresent", "Never", ""],
    bad: ["Sometimes"],
  },
  { path: "discovery.bootstrapToken.token", good: [TOKEN], bad: ["abcdef"] },
  { path: "discovery.bootstrapToken.apiServerEndpoint", good: ["[::1]:1"], bad: ["::1:1", "a"] },
  { path: "discovery.bootstrapToken.caCertHashes", good: [[PIN]], bad: [["md5:ab"]] },
  { path: "discovery.bootstrapToken.unsafeSkipCAVerification", good: [true], bad: [1] },
  { path: "discovery.file.kubeConfigPath", bad: [1] },
  { path: "discovery.tlsBootstrapToken", good: [TOKEN], bad: ["abcdef"] },
  { path: "discovery.timeout", good: ["1h"], bad: ["1", 1] },
  { path: "skipPhases", good: [["preflight"]], bad: ["preflight"] },
  { path: "patches.directory", good: ["/etc/kubernetes/patches"], bad: [1] },
  { path: "controlPlane", unsupported: [{}, { certificateKey: "ab" }] },
  // Of the versions before and after it.
  { path: "clusterName", bad: ["kubernetes"] },
  { path: "timeouts", bad: [{ discovery: "5m0s" }] },
  { path: "dryRun", bad: [true] },
  { path: "nodeRegistration.imagePullSerial", bad: [true] },
];

const BASES: Readonly<Record<string, Record<string, unknown>>> = {
  v1alpha3: {
    token: TOKEN,
    discoveryTokenAPIServers: ["a:1"],
    discoveryTokenCACertHashes: [PIN],
    discoveryToken: TOKEN,
  },
  v1beta3: {
    discovery: {
      bootstrapToken: { token: TOKEN, apiServerEndpoint: "a:1", caCertHashes: [PIN] },
    },
  },
};

/** What is found, by level, in a file of a version that has one field more, or another value of it. */
function findings(version: string, path: string, value: unknown): Map<string, string[]> {
  const document = structuredClone(BASES[version] ?? {});
  const names = path.split(".");
  let place = document;
  for (const name of names.slice(0, -1)) place = (place[name] ??= {}) as Record<string, unknown>;
  place[names.at(-1) ?? ""] = value;
  const head = { apiVersion: `kubeadm.k8s.io/${version}`, kind: "JoinConfiguration" };
  const found = new Map<string, string[]>();
  for (
    const one of readConfigFile(JSON.stringify({ ...head, ...document }), { alone: true }).findings
  ) {
    found.set(one.level, [...found.get(one.level) ?? [], one.path]);
  }
  return found;
}

const ROWS = [
  ...V1ALPHA3.map((row) => ({ version: "v1alpha3", ...row })),
  ...V1BETA3.map((row) => ({ version: "v1beta3", ...row })),
];

Deno.test.each(ROWS)("$version: $path is as its release has it", (row) => {
  const { version, path, good = [], bad = [], unsupported = [] } = row;
  for (const value of good) {
    const found = findings(version, path, value);
    assert.deepEqual([found.get("invalid"), found.get("unsupported")], [undefined, undefined]);
  }
  for (const [level, values] of [["invalid", bad], ["unsupported", unsupported]] as const) {
    for (const value of values) {
      const paths = findings(version, path, value).get(level) ?? [];
      assert.ok(paths.some((one) => one.startsWith(path)), `${JSON.stringify(value)}: ${paths}`);
    }
  }
});
