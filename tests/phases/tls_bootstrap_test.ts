import assert from "node:assert/strict";
import { PATHS } from "../../core/node/paths.ts";
import { phases } from "../../phases/manifest.ts";
import { startControlPlane } from "../support/control_plane/mod.ts";
import { createAuthority } from "../support/pki.ts";
import { failsWith } from "../core/kit/errors.ts";
import { recorder } from "../core/kit/events.ts";
import { fakeServices, flagsFor, joining } from "../core/kit/joining.ts";
import { bootstrap, machine } from "./bootstrapping.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("tls-bootstrap leaves the node's identity, and the token nowhere", async () => {
  await using root = await machine();
  const { outcome, error, tree, record } = await bootstrap(root, {});
  assert.equal(error, undefined);
  assert.ok(outcome?.ok);
  assert.match(tree[PATHS.kubeletConf] ?? "", /^0600/);
  assert.match(
    tree[PATHS.clientCurrent] ?? "",
    /^link → \/var\/lib\/kubelet\/pki\/kubelet-client-\d/,
  );
  assert.equal(tree[PATHS.clientKeyPending], undefined);
  assert.equal(tree[PATHS.bootstrapConf], undefined);
  assert.doesNotMatch(JSON.stringify(tree) + JSON.stringify(record.events), /0123456789abcdef/);
  assert.doesNotMatch(JSON.stringify(record.events), /PRIVATE KEY/);
});

Deno.test("tls-bootstrap refuses the CA file of another cluster, and takes its own", async () => {
  await using root = await machine();
  const other = await createAuthority();
  const { error } = await bootstrap(root, {
    arrange: (_, { put }) => put(PATHS.ca, other.certificatePem),
  });
  await failsWith("ca-file-differs", () => Promise.reject(error));
  assert.equal(await root.text(PATHS.ca), other.certificatePem);
  const own = await bootstrap(root, {
    arrange: (cluster, { put }) => put(PATHS.ca, `${cluster.authority.certificatePem}\n`),
  });
  assert.equal(own.error, undefined);
});

Deno.test("tls-bootstrap goes on with the same key and request after a timeout", async () => {
  await using root = await machine();
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  const flags = flagsFor(cluster, { skipPhases: ["preflight", "finalize"] });
  const run = () => joining({ root: root.path, phases, flags, services: fakeServices() });
  const error = await failsWith("csr-timeout", run);
  const [name = ""] = cluster.csrNames();
  assert.ok(error.hint.includes(`kubectl certificate approve ${name}`));
  const key = await root.text(PATHS.clientKeyPending);
  cluster.approve(name);
  assert.ok((await run()).ok);
  assert.deepEqual(cluster.csrNames(), [name]);
  const { [PATHS.clientCurrent]: link = "" } = await root.tree();
  assert.ok((await root.text(link.replace("link → ", ""))).endsWith(key));
});

Deno.test("tls-bootstrap waits without end when told so, until the token ends, and a new one goes on with the request", async () => {
  await using root = await machine();
  await using cluster = await startControlPlane({
    issuance: { policy: "hold" },
    tokens: [{ token: "abcdef.0123456789abcdef" }, { token: "bcdefg.0123456789abcdef" }],
  });
  const record = recorder();
  const run = (token: string) =>
    joining({
      root: root.path,
      phases,
      flags: flagsFor(cluster, {
        token,
        skipPhases: ["preflight", "finalize"],
        timeout: ["tlsBootstrap=0", "kubernetesAPICall=900ms"],
      }),
      services: fakeServices(),
      record,
    });
  const first = run(cluster.token);
  first.catch(() => {});
  const name = await cluster.firstCsr();
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.equal(record.of("waiting").at(-1)?.deadlineMs, undefined);
  cluster.tokens.remove("abcdef");
  await cluster.goDown();
  await cluster.comeUp();
  const error = await failsWith("token-ended", () => first);
  assert.ok(error.hint.includes(`kubectl certificate approve ${name}`));
  cluster.approve(name);
  assert.ok((await run("bcdefg.0123456789abcdef")).ok);
  assert.deepEqual(cluster.csrNames(), [name]);
});

Deno.test("tls-bootstrap says that an approved request was not signed in time", async () => {
  await using root = await machine();
  const { error } = await bootstrap(root, {
    options: { issuance: { policy: "approve-never-sign" } },
  });
  const { message, hint } = await failsWith("csr-timeout", () => Promise.reject(error));
  assert.match(message, /was approved, but not signed/);
  assert.match(hint, /kube-controller-manager/);
});

Deno.test("tls-bootstrap names request, fingerprint and command when a person has to approve", async () => {
  await using root = await machine();
  const { error, record, csrs } = await bootstrap(root, {
    options: { issuance: { policy: "hold" } },
    flags: { timeout: ["tlsBootstrap=2500ms", "discovery=1s"] },
    async meanwhile(cluster) {
      const name = await cluster.firstCsr();
      await new Promise((resolve) => setTimeout(resolve, 1200));
      cluster.approve(name);
    },
  });
  assert.equal(error, undefined);
  const [said] = record.of("csr");
  assert.equal(said?.name, csrs[0]);
  assert.match(said?.keyFingerprint ?? "", /^SHA256:([0-9a-f]{2}:){31}[0-9a-f]{2}$/);
  assert.equal(said?.approve, `kubectl certificate approve ${csrs[0]}`);
});

Deno.test("tls-bootstrap does not hold it against a cluster that nodes are not to be read", async () => {
  await using root = await machine();
  const { error, record } = await bootstrap(root, {
    arrange: (cluster) => cluster.faults.add({ kind: "status", status: 403 }, { path: "/nodes/" }),
  });
  assert.equal(error, undefined);
  assert.ok(record.of("note").some(({ text }) => /whether a Node "n1" is there/.test(text)));
});

Deno.test.each(["a: [", "clusters: []\n", "hello"])(
  "tls-bootstrap says whose fault a broken kubelet.conf is: %s",
  async (text) => {
    await using root = await machine();
    await root.put(
      "/var/lib/kubelet/config.yaml",
      "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
    );
    await root.put(PATHS.kubeletConf, text);
    const { error } = await bootstrap(root, { only: "finalize" });
    await failsWith("kubeconfig-foreign", () => Promise.reject(error));
  },
);

Deno.test("a phase alone says what has to be run first", async () => {
  await using root = await machine();
  const { error } = await bootstrap(root, { only: "tls-bootstrap" });
  await failsWith("phase-input-missing", () => Promise.reject(error));
});
