import assert from "node:assert/strict";
import type { Findings } from "../../../core/cli/inspect/findings.ts";
import { inspect, type InspectOptions } from "../../../core/cli/inspect/inspect.ts";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { createAuthority, pinOf } from "../../support/pki.ts";
import { findingsOf, inspectServer } from "../kit/inspecting.ts";
import { runTool } from "../kit/tool.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const TOKEN = "abcdef.0123456789abcdef";

const SECRET = "0123456789abcdef";

Deno.test("inspect -o json has all that the text says", async () => {
  const { findings, cluster } = await findingsOf({}, { token: TOKEN });
  const { tls, clusterInfo, clock, ...rest } = findings;
  const { endpoint, pin } = cluster;
  assert.deepEqual(rest, {
    kind: "inspection",
    endpoint,
    addresses: ["127.0.0.1"],
    address: "127.0.0.1",
    version: "v1.37.2",
    join: `kubeworker join ${endpoint} --token abcdef.… --discovery-token-ca-cert-hash ${pin}`,
  });
  assert.equal(tls?.protocol, "TLSv1.3");
  assert.equal(tls.nameFits, true);
  const [leaf, ca] = tls.certificates;
  assert.equal(leaf?.subject, "CN=kube-apiserver");
  assert.deepEqual(leaf.names, ["localhost", "kubernetes", "127.0.0.1", "::1"]);
  assert.equal(ca?.pin, pin);
  assert.equal(ca.isSelfSigned, true);
  const { cas, ...info } = clusterInfo;
  assert.deepEqual(info, {
    status: 200,
    signedFor: ["abcdef"],
    token: { id: "abcdef", signature: "fits" },
    server: `https://${endpoint}`,
  });
  assert.deepEqual(cas, [{ ...ca, verifies: true, sameText: true }]);
  assert.ok(Math.abs(clock?.aheadMs ?? NaN) <= (clock?.uncertaintyMs ?? NaN));
  assert.ok((clock?.uncertaintyMs ?? NaN) <= 1500);
});

Deno.test("inspect sends no credential, and reads only", async () => {
  const { cluster } = await findingsOf({}, { token: TOKEN });
  assert.ok(cluster.requests.length >= 3);
  for (const { method, credential, user } of cluster.requests) {
    assert.equal(method, "GET");
    assert.equal(user, "system:anonymous");
    assert.doesNotMatch(JSON.stringify(credential ?? ""), /token|certificate/);
  }
});

Deno.test("inspect tells which CA of a bundle the server verifies by, and pins that one", async () => {
  const [real, other] = [await createAuthority(), await createAuthority({ name: "next" })];
  const { findings } = await findingsOf({
    authority: real,
    discovery: { caPem: other.certificatePem + real.certificatePem },
  });
  assert.deepEqual(
    findings.clusterInfo.cas?.map(({ pin, verifies }) => [pin, verifies]),
    [[other.pin, false], [real.pin, true]],
  );
  assert.ok(findings.join?.endsWith(` --discovery-token-ca-cert-hash ${real.pin}`));
  assert.ok(findings.join?.includes(other.pin) === false);
});

Deno.test("inspect shows a chain through an intermediate as it was sent", async () => {
  const root = await createAuthority();
  const middle = await createAuthority({ name: "middle", issuer: root });
  const leaf = await middle.issue({ commonName: "x", usage: "server", ip: ["127.0.0.1"] });
  const identity = { ...leaf, certificatePem: leaf.certificatePem + middle.certificatePem };
  const { findings } = await findingsOf({
    authority: root,
    connections: [[{ kind: "certificate", certificate: identity }]],
  });
  const [first, second] = findings.tls?.certificates ?? [];
  assert.equal(first?.pin, pinOf(leaf.certificatePem));
  assert.equal(first.issuer, "CN=middle");
  assert.equal(second?.pin, middle.pin);
  assert.equal(second.isSelfSigned, false);
  assert.equal(findings.clusterInfo.cas?.[0]?.verifies, true);
});

Deno.test.each([
  { offset: 3_600_000, says: /this machine's is 3(600|599)\.\d s behind the server's/ },
  { offset: -90_000, says: /this machine's is (90|89)\.\d s ahead of the server's/ },
])("inspect shows a clock that is $offset ms off", async ({ offset, says }) => {
  await using cluster = await startControlPlane({ clockOffset: offset });
  const { stdout } = await inspectServer(cluster);
  assert.match(stdout, says);
});

Deno.test("inspect resolves a name, and compares it with the certificate's", async () => {
  await using cluster = await startControlPlane();
  const endpoint = `localhost:${cluster.port}`;
  const { stdout } = await inspectServer({ endpoint }, { output: "json" });
  const findings: Findings = JSON.parse(stdout);
  assert.ok(findings.addresses.includes("127.0.0.1"), stdout);
  assert.equal(findings.address, "127.0.0.1");
  assert.equal(findings.tls?.nameFits, true);
});

Deno.test.each<{ what: string; text: string }>([
  { what: "no YAML", text: "a: [" },
  { what: "no clusters", text: "kind: Config\n" },
  { what: "no CA", text: 'clusters:\n- name: ""\n  cluster: {server: "https://a:1"}\n' },
  {
    what: "something else for a CA",
    text:
      'clusters:\n- name: ""\n  cluster: {server: "https://a:1", certificate-authority-data: eHg=}\n',
  },
])("inspect says that a kubeconfig has $what", async ({ text }) => {
  const { findings } = await findingsOf({ discovery: { kubeconfig: { kind: "text", text } } });
  const { problem, signedFor } = findings.clusterInfo;
  assert.match(problem?.code ?? "", /^(cluster-info-malformed|ca-malformed)$/);
  assert.deepEqual(signedFor, ["abcdef"]);
  assert.equal(findings.join, undefined);
});

Deno.test.each<{ asked: InspectOptions; code: string; says: RegExp }>([
  { asked: {}, code: "endpoint-missing", says: /kubeworker inspect/ },
  { asked: { endpoint: "a" }, code: "endpoint-malformed", says: /no port/ },
  { asked: { endpoint: "https://a:1" }, code: "endpoint-malformed", says: /scheme/ },
  { asked: { endpoint: "a:1", token: SECRET }, code: "token-malformed", says: /--token/ },
  { asked: { endpoint: "a:1", timeout: "10" }, code: "timeout-malformed", says: /"10".*10s/ },
  { asked: { endpoint: "a:1", timeout: "0s" }, code: "timeout-malformed", says: /"0s"/ },
  { asked: { endpoint: "a:1", timeout: "-1s" }, code: "timeout-malformed", says: /"-1s"/ },
  { asked: { endpoint: "a:1", output: "yaml" }, code: "usage", says: /"yaml".*text, json/ },
])("inspect refuses $asked", async ({ asked, code, says }) => {
  const { error } = await runTool((tool) => inspect(asked, tool));
  assert.equal(error?.code, code);
  assert.equal(error.exitCode, 3);
  const shown = `${error.message} ${error.hint}`;
  assert.match(shown, says);
  assert.ok(!shown.includes(SECRET));
});
