import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { readConfigFile } from "../../../../core/config/config_file.ts";
import { readJoinOptions } from "../../../../core/config/join_options.ts";
import { migrate } from "../../../../core/config/kubeadm/migrate.ts";
import { type Version, VERSIONS } from "../../../../core/config/kubeadm/versions.ts";
import { createFindings, type Finding } from "../../../../core/config/source/finding.ts";
import { readCorpus } from "./corpus.ts";
import { mutated, relined } from "./mutated.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOKEN = "abcdef.0123456789abcdef";
const PIN = `sha256:${"0123456789abcdef".repeat(4)}`;

/** A file's text in another version, and what was said about it. */
function migrated(text: string, to: Version): { text: string; findings: readonly Finding[] } {
  const { picked, join } = readConfigFile(text);
  assert.ok(picked.join !== undefined && join !== undefined);
  const findings = createFindings();
  migrate(picked.join.source.yaml, join, { to, findings });
  return { text: picked.join.source.yaml.toString({ lineWidth: 0 }), findings: findings.all };
}

/** What a join with this file would do. */
function optionsOf(text: string): unknown {
  const { fileFlags, findings } = readConfigFile(text, { alone: true });
  assert.deepEqual(findings.filter(({ level }) => level === "invalid"), []);
  return JSON.parse(JSON.stringify(readJoinOptions(fileFlags.flags, "n1")));
}

const COMMENTED = `# Of our team.

apiVersion: kubeadm.k8s.io/v1alpha3 # from 1.12
kind: JoinConfiguration
# The token
# of two lines
token: ${TOKEN} # until Friday
discoveryTokenAPIServers: # one
  # the first
  - 10.0.0.1:6443 # behind it

discoveryTokenCACertHashes:
  - ${PIN} # the pin
# how long
discoveryTimeout: 2m0s # enough
clusterName: kubernetes
nodeRegistration:
  # what it is called
  name: worker-1 # here
  kubeletExtraArgs:
    # loud
    v: "4" # four
    # labels
    node-labels: a=b
# the end
`;

Deno.test("migrate() of a commented file of 1.12 to the newest version", async (t) => {
  const { text, findings } = migrated(COMMENTED, "v1beta4");
  assert.deepEqual(findings, []);
  await t.assertSnapshot(text, { serializer: String });
});

Deno.test("migrate() keeps every comment of what it keeps", () => {
  const { text } = migrated(COMMENTED, "v1beta4");
  for (const [, comment = ""] of COMMENTED.matchAll(/# (.*)$/gm)) {
    assert.ok(text.includes(comment), `"${comment}" in:\n${text}`);
  }
});

Deno.test("migrate() keeps an apiVersion's comment and names the schema of the new version", () => {
  const head = "# yaml-language-server: $schema=joinconfiguration-v1beta3.json\n";
  const { text } = migrated(
    `${head}apiVersion: "kubeadm.k8s.io/v1beta3" # x\nkind: JoinConfiguration\n`,
    "v1beta4",
  );
  assert.match(text, /^# yaml-language-server: \$schema=joinconfiguration-v1beta4\.json\n/);
  assert.match(text, /apiVersion: "kubeadm.k8s.io\/v1beta4" # x/);
});

const samples = [...await readCorpus("accepted"), ...await readCorpus("unsupported")]
  .filter(({ text }) => readConfigFile(text).join !== undefined);

/** A sample with every version that it can be brought to. */
const ways = samples.flatMap(({ name, text }) => {
  const from = readConfigFile(text).join?.version ?? "v1alpha3";
  return VERSIONS.slice(VERSIONS.indexOf(from)).map((to) => ({ name, text, from, to }));
});

/** These lose something on purpose: see the test of what is refused. */
const LOSING = ["accepted/v1alpha3-whole", "accepted/v1alpha3-dynamic-config"];

Deno.test.each(ways.filter(({ name }) => !LOSING.includes(name)))(
  "$name in $to means what it meant in $from",
  ({ text, from, to }) => {
    const { text: result, findings } = migrated(text, to);
    assert.deepEqual(findings, []);
    const file = readConfigFile(result, { alone: true });
    assert.equal(file.join?.version, to);
    assert.deepEqual(optionsOf(result), optionsOf(text));
    assert.equal(
      file.findings.some(({ level }) => level === "unsupported"),
      readConfigFile(text).findings.some(({ level }) => level === "unsupported"),
      `from ${from}`,
    );
  },
);

Deno.test.each(ways.filter(({ name, to }) => !LOSING.includes(name) && to === "v1beta4"))(
  "$name step by step is what it is at once",
  ({ text, from }) => {
    let stepped = text;
    for (const to of VERSIONS.slice(VERSIONS.indexOf(from))) stepped = migrated(stepped, to).text;
    assert.equal(migrated(stepped, "v1beta4").text, stepped);
    assert.deepEqual(readConfigFile(stepped).fileFlags.flags, {
      ...readConfigFile(migrated(text, "v1beta4").text).fileFlags.flags,
    });
  },
);

Deno.test.each<{ what: string; line: string; says: RegExp | undefined }>([
  { what: "clusterName", line: "clusterName: prod", says: /clusterName/ },
  { what: "featureGates", line: "featureGates: {CoreDNS: true}", says: /featureGates/ },
  { what: "the clusterName that 1.12 fills in", line: "clusterName: kubernetes", says: undefined },
  { what: "an empty clusterName", line: 'clusterName: ""', says: undefined },
  { what: "empty featureGates", line: "featureGates: {}", says: undefined },
])("migrate() from v1alpha3 and $what", ({ line, says }) => {
  const text = `apiVersion: kubeadm.k8s.io/v1alpha3\nkind: JoinConfiguration\n${line}\n`;
  const { text: result, findings } = migrated(text, "v1beta1");
  if (says === undefined) {
    assert.deepEqual(findings, []);
    assert.equal(result, "apiVersion: kubeadm.k8s.io/v1beta1\nkind: JoinConfiguration\n");
  } else {
    assert.deepEqual(findings.map(({ level, at }) => [level, at.line]), [["invalid", 3]]);
    assert.match(findings[0]?.path ?? "", says);
  }
});

Deno.test("migrate() keeps the first of several servers, and says so", () => {
  const whole = samples.find(({ name }) => name === "accepted/v1alpha3-whole")?.text ?? "";
  const { text, findings } = migrated(whole.replace(/featureGates:[^]*/, ""), "v1beta1");
  assert.deepEqual(findings.map(({ level, path }) => [level, path]), [
    ["warning", "discoveryTokenAPIServers"],
  ]);
  assert.match(text, /apiServerEndpoint: 10\.0\.0\.1:6443/);
});

Deno.test("migrate() resolves aliases of what moves", () => {
  const { text } = migrated(
    `apiVersion: kubeadm.k8s.io/v1alpha3
kind: JoinConfiguration
discoveryTimeout: &t 2m0s
tlsBootstrapToken: &secret ${TOKEN}
discoveryToken: *secret
discoveryTokenAPIServers: [a.example:6443]
discoveryTokenUnsafeSkipCAVerification: true
`,
    "v1beta4",
  );
  assert.ok(!/[&*]/.test(text), text);
  assert.equal(text.split(TOKEN).length, 3);
});

const duration = fc.constantFrom("30s", "5m0s", "1h", "1.5m");
const token = fc.constantFrom(TOKEN, "123abc.aaaaaaaaaaaaaaaa");
const server = fc.constantFrom("10.0.0.1:6443", "[2001:db8::1]:6443", "api.example:443");
const maybe = { requiredKeys: [] };

/** A v1alpha3 file that 1.13 can take, in any combination of its fields. */
const old = fc.tuple(
  fc.oneof(
    fc.record({
      discoveryToken: token,
      discoveryTokenAPIServers: fc.tuple(server),
      discoveryTokenCACertHashes: fc.constant([PIN]),
    }),
    fc.record({
      token,
      discoveryTokenAPIServers: fc.tuple(server),
      discoveryTokenUnsafeSkipCAVerification: fc.constant(true),
    }),
    fc.record({ discoveryFile: fc.constantFrom("/x.conf", "https://a.example/x.conf") }),
  ),
  fc.record({
    tlsBootstrapToken: token,
    discoveryTimeout: duration,
    caCertPath: fc.constantFrom("/etc/kubernetes/pki/ca.crt", ""),
    controlPlane: fc.constant(false),
    clusterName: fc.constantFrom("", "kubernetes"),
    apiEndpoint: fc.record({ bindPort: fc.constant(6443) }),
    nodeRegistration: fc.record({
      name: fc.constantFrom("worker-1", "n2"),
      criSocket: fc.constantFrom("/run/x.sock", "unix:///run/x.sock"),
      taints: fc.constantFrom(null, [], [{ key: "a", value: "b", effect: "NoSchedule" }]),
      kubeletExtraArgs: fc.dictionary(fc.constantFrom("v", "root-dir", "a"), fc.string()),
    }, maybe),
  }, maybe),
).map(([way, rest]) => ({
  apiVersion: "kubeadm.k8s.io/v1alpha3",
  kind: "JoinConfiguration",
  ...way,
  ...rest,
}));

Deno.test("migrate() of any v1alpha3 file to any version means the same", () => {
  fc.assert(
    fc.property(old, fc.constantFrom(...VERSIONS), (file, to) => {
      const text = stringify(file, { version: "1.1" });
      const { text: result, findings } = migrated(text, to);
      assert.deepEqual(findings, []);
      assert.deepEqual(optionsOf(result), optionsOf(text));
    }),
    { numRuns: 300 },
  );
});

Deno.test("migrate() of a changed file gives a file that is read, or says why not", () => {
  fc.assert(
    fc.property(fc.oneof(mutated, relined), fc.constantFrom(...VERSIONS), (text, to) => {
      const { join, findings } = readConfigFile(text);
      if (join === undefined || findings.some(({ level }) => level === "invalid")) return;
      if (VERSIONS.indexOf(to) < VERSIONS.indexOf(join.version)) return;
      const { text: result, findings: lost } = migrated(text, to);
      if (lost.some(({ level }) => level === "invalid")) return;
      const file = readConfigFile(result);
      assert.equal(file.join?.version, to);
      assert.deepEqual(file.findings.filter(({ level }) => level === "invalid"), [], result);
    }),
    { numRuns: 1500 },
  );
});
