import assert from "node:assert/strict";
import { createFiles } from "../../../core/host/files.ts";
import { loadIdentity, storeIdentity } from "../../../core/node/identity_store.ts";
import { PATHS } from "../../../core/node/paths.ts";
import { checkIssued } from "../../../core/trust/issued.ts";
import { generateNodeKey } from "../../../core/trust/node_key.ts";
import { createAuthority } from "../../support/pki.ts";
import { certificateFor, NODE, trusting } from "../kit/certificates.ts";
import { fakeClock } from "../kit/clock.ts";
import { failsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const authority = await createAuthority();
const ca = trusting(authority);
const key = generateNodeKey();
const pem = await certificateFor(authority, { key });
const clock = fakeClock(new Date());
const issued = await checkIssued(pem, {
  publicKey: key.publicKey,
  nodeName: NODE,
  ca,
  now: new Date(),
});
const options = { server: "https://c", ca, nodeName: NODE, clock };

async function setUp() {
  const root = await temporaryRoot();
  const files = createFiles(root.path);
  await files.makeDirectory(PATHS.kubeletPki, 0o755);
  await files.write(PATHS.clientKeyPending, key.pem.reveal(), { mode: 0o600 });
  return { root, files, [Symbol.asyncDispose]: () => root[Symbol.asyncDispose]() };
}

Deno.test("storeIdentity() leaves what the kubelet's certificate manager leaves", async () => {
  await using set = await setUp();
  const identity = await storeIdentity(set.files, issued, key, options);
  const tree = await set.root.tree();
  assert.equal(tree[PATHS.clientCurrent], `link → ${identity.path}`);
  assert.equal(tree[identity.path], `0600 ${pem}${key.pem.reveal()}`);
  assert.equal(tree[PATHS.ca], `0644 ${authority.certificatePem}`);
  assert.match(tree[PATHS.kubeletConf] ?? "", /^0600 apiVersion: v1\n/);
  assert.equal(tree[PATHS.pki], "0755 directory");
  assert.equal(tree[PATHS.clientKeyPending], undefined);
  assert.equal(tree[PATHS.clientUpdated], undefined);
});

Deno.test("storeIdentity() writes the CA where it is told", async () => {
  await using set = await setUp();
  await storeIdentity(set.files, issued, key, { ...options, caPath: "/opt/pki/ca.crt" });
  const tree = await set.root.tree();
  assert.equal(tree["/opt/pki/ca.crt"], `0644 ${authority.certificatePem}`);
  assert.equal(tree["/opt/pki"], "0755 directory");
  assert.equal(tree[PATHS.pki], undefined);
});

Deno.test("storeIdentity() writes kubelet.conf last: before it, nothing counts", async () => {
  await using set = await setUp();
  const order: string[] = [];
  await storeIdentity(
    {
      ...set.files,
      write: (path, ...rest) => (order.push(path), set.files.write(path, ...rest)),
      link: (path, ...rest) => (order.push(path), set.files.link(path, ...rest)),
      remove: (path) => (order.push(path), set.files.remove(path)),
    },
    issued,
    key,
    options,
  );
  assert.deepEqual(order.slice(2), [
    PATHS.clientCurrent,
    PATHS.kubeletConf,
    PATHS.clientKeyPending,
  ]);
});

Deno.test("loadIdentity() finds what storeIdentity() left", async () => {
  await using set = await setUp();
  const stored = await storeIdentity(set.files, issued, key, options);
  const loaded = await loadIdentity(set.files, options);
  assert.equal(loaded?.path, stored.path);
  assert.equal(loaded?.certificatePem, pem);
  assert.equal(loaded?.keyPem.reveal(), key.pem.reveal());
  assert.deepEqual(loaded?.notAfter, issued.notAfter);
});

Deno.test("storeIdentity() refuses a file where the link should be, before it changes anything", async () => {
  await using set = await setUp();
  await set.root.put(PATHS.clientCurrent, "a file", 0o600);
  const before = await set.root.tree();
  await failsWith("file-failed", () => storeIdentity(set.files, issued, key, options));
  assert.deepEqual(await set.root.tree(), before);
});

Deno.test("storeIdentity() replaces the link of an earlier certificate", async () => {
  await using set = await setUp();
  await Deno.symlink("/nowhere", set.root.path + PATHS.clientCurrent);
  const { path } = await storeIdentity(set.files, issued, key, options);
  assert.equal(await set.files.linkTarget(PATHS.clientCurrent), path);
});

type Change = (set: Awaited<ReturnType<typeof setUp>>, path: string) => Promise<unknown>;

Deno.test.each<{ what: string; change: Change }>([
  { what: "no kubelet.conf", change: ({ files }) => files.remove(PATHS.kubeletConf) },
  {
    what: "a kubelet.conf without files",
    change: ({ root }) => root.put(PATHS.kubeletConf, "users: []\n"),
  },
  { what: "a link to nowhere", change: ({ files }, path) => files.remove(path) },
  { what: "no link", change: ({ files }) => files.remove(PATHS.clientCurrent) },
  { what: "a file without key", change: ({ root }, path) => root.put(path, pem) },
  {
    what: "half a key",
    change: ({ root }, path) => root.put(path, pem + key.pem.reveal().slice(0, 60)),
  },
])("loadIdentity() finds nothing with $what", async ({ change }) => {
  await using set = await setUp();
  const { path } = await storeIdentity(set.files, issued, key, options);
  await change(set, path);
  assert.equal(await loadIdentity(set.files, options), undefined);
});

Deno.test("loadIdentity() takes a plain file, and a link that is relative", async () => {
  await using set = await setUp();
  const { path } = await storeIdentity(set.files, issued, key, options);
  await Deno.remove(set.root.path + PATHS.clientCurrent);
  await Deno.symlink(path.slice(path.lastIndexOf("/") + 1), set.root.path + PATHS.clientCurrent);
  assert.equal((await loadIdentity(set.files, options))?.certificatePem, pem);
  await Deno.remove(set.root.path + PATHS.clientCurrent);
  await set.root.put(PATHS.clientCurrent, pem + key.pem.reveal(), 0o600);
  assert.equal((await loadIdentity(set.files, options))?.certificatePem, pem);
});

Deno.test("loadIdentity() refuses one of another node, cluster, key or time", async () => {
  await using set = await setUp();
  const { path } = await storeIdentity(set.files, issued, key, options);
  await failsWith(
    "certificate-wrong",
    () => loadIdentity(set.files, { ...options, nodeName: "other" }),
  );
  const other = trusting(await createAuthority());
  await failsWith("certificate-wrong", () => loadIdentity(set.files, { ...options, ca: other }));
  const later = fakeClock(new Date(Date.now() + 400 * 86_400_000));
  await failsWith("clock-off", () => loadIdentity(set.files, { ...options, clock: later }));
  await set.root.put(path, pem + generateNodeKey().pem.reveal());
  await failsWith("certificate-wrong", () => loadIdentity(set.files, options));
});

Deno.test("loadIdentity() says whose fault a kubelet.conf is that is not YAML", async () => {
  await using set = await setUp();
  await set.root.put(PATHS.kubeletConf, "a: [");
  await failsWith("kubeconfig-foreign", () => loadIdentity(set.files, options));
});
