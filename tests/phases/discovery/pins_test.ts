import assert from "node:assert/strict";
import type { JoinFlags } from "../../../core/config/join_flags.ts";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { flagsFor } from "../../core/kit/joining.ts";
import { CA_ONE } from "../../core/kit/vectors.ts";
import { type ControlPlane, startControlPlane } from "../../support/control_plane/mod.ts";
import { createAuthority } from "../../support/pki.ts";
import { fileOf } from "./discovery_files.ts";
import { find, finds, refuses } from "./finding.ts";
import { failsWith } from "../../core/kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const other = await createAuthority();
const WRONG = `sha256:${"ab".repeat(32)}`;

Deno.test.each<{ what: string; pins: (pin: string) => string[] }>([
  { what: "in upper case", pins: (pin) => [`sha256:${pin.slice(7).toUpperCase()}`] },
  { what: "of the type SHA256", pins: (pin) => [pin.replace("sha256", "SHA256")] },
  { what: "as the first of several", pins: (pin) => [pin, WRONG, other.pin] },
  { what: "as the last of several", pins: (pin) => [WRONG, other.pin, pin] },
  { what: "twice", pins: (pin) => [pin, pin] },
])("discovery takes the right pin $what", async ({ pins }) => {
  await using cluster = await startControlPlane();
  const flags = flagsFor(cluster, { discoveryTokenCaCertHash: pins(cluster.pin) });
  assert.deepEqual((await finds({ flags })).cluster.ca.pins, [cluster.pin]);
});

Deno.test.each([
  { pin: "", says: /sha256:HEX/ },
  { pin: WRONG.slice(7), says: /sha256:HEX/ },
  { pin: `${WRONG}:`, says: /sha256:HEX/ },
  { pin: WRONG.replace("sha256", "sha512"), says: /"sha512" is not a known kind/ },
  { pin: WRONG.slice(0, -1), says: /63 digits/ },
  { pin: `${WRONG}a`, says: /65 digits/ },
  { pin: `${WRONG.slice(0, -1)}g`, says: /not hex/ },
])(
  'discovery refuses the pin "$pin" beside a right one before it asks anybody',
  async ({ pin, says }) => {
    await using cluster = await startControlPlane();
    const flags = flagsFor(cluster, { discoveryTokenCaCertHash: [cluster.pin, pin] });
    const { error } = await find({ flags });
    const { message, hint } = await failsWith("pin-malformed", () => Promise.reject(error));
    assert.match(message, says);
    assert.match(hint, /print-join-command/);
    assert.deepEqual(cluster.requests, []);
  },
);

function publishing(cluster: ControlPlane): void {
  cluster.discovery.caPem = other.certificatePem + cluster.authority.certificatePem;
}

Deno.test("discovery trusts both CAs of a bundle when both are pinned", async () => {
  await using cluster = await startControlPlane();
  publishing(cluster);
  const flags = flagsFor(cluster, { discoveryTokenCaCertHash: [cluster.pin, other.pin] });
  const { cluster: found, warnings } = await finds({ flags });
  assert.equal(found.ca.pem, other.certificatePem + cluster.authority.certificatePem);
  assert.equal(warnings, "");
});

Deno.test("discovery says which CA of a bundle it does not trust", async () => {
  await using cluster = await startControlPlane();
  publishing(cluster);
  const { cluster: found, warnings } = await finds({ flags: flagsFor(cluster) });
  assert.deepEqual(found.ca.pins, [cluster.pin]);
  assert.match(warnings, new RegExp(`also holds ${other.pin}, which is not pinned`));
});

Deno.test.each<{ what: string; caPem: (own: string) => string }>([
  { what: "text before it", caPem: (own) => `Certificate:\n  Data\n${own}` },
  { what: "newlines behind it", caPem: (own) => `${own}\n\n\n` },
])("discovery takes a CA with $what", async ({ caPem }) => {
  await using cluster = await startControlPlane();
  cluster.discovery.caPem = caPem(cluster.authority.certificatePem);
  const { cluster: found } = await finds({ flags: flagsFor(cluster) });
  assert.equal(found.ca.pem, cluster.authority.certificatePem);
});

Deno.test.each<{ what: string; caPem: (own: string) => string }>([
  { what: "garbage behind it", caPem: (own) => `${own}garbage` },
  {
    what: "a private key behind it",
    caPem: (own) => `${own}-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n`,
  },
  { what: "nothing but blanks", caPem: () => " \n" },
])("discovery refuses a CA with $what", async ({ caPem }) => {
  await using cluster = await startControlPlane();
  cluster.discovery.caPem = caPem(cluster.authority.certificatePem);
  await refuses("ca-malformed", { flags: flagsFor(cluster) });
});

/** Token discovery pinned by a file alone. */
function byCaFile(cluster: ControlPlane, path: string): JoinFlags {
  return flagsFor(cluster, { discoveryTokenCaCertHash: undefined, discoveryCa: path });
}

Deno.test.each<{ what: string; text: (own: string) => string }>([
  { what: "of the cluster", text: (own) => own },
  { what: "with another CA in it as well", text: (own) => other.certificatePem + own },
])("discovery takes the CA file $what for a pin", async ({ text }) => {
  await using cluster = await startControlPlane();
  const { cluster: found } = await finds({
    files: { "/ca.crt": text(cluster.authority.certificatePem) },
    flags: (root) => byCaFile(cluster, `${root.path}/ca.crt`),
  });
  assert.deepEqual(found.ca.pins, [cluster.pin]);
  assert.equal(found.ca.because, "pinned");
});

Deno.test("discovery refuses a cluster that is not of the CA file", async () => {
  await using cluster = await startControlPlane();
  const { error } = await refuses("pin-mismatch", {
    files: { "/ca.crt": CA_ONE.pem },
    flags: (root) => byCaFile(cluster, `${root.path}/ca.crt`),
  });
  assert.match(error.message, new RegExp(`${cluster.pin}.*${CA_ONE.pin}`));
});

Deno.test.each<{ path: string; text: string; mode?: number; code: ErrorCode }>([
  { path: "/none.crt", text: "", code: "discovery-file-unreadable" },
  { path: "/ca.crt", text: "hello", code: "ca-malformed" },
  { path: "/ca.crt", text: CA_ONE.pem, mode: 0o666, code: "discovery-file-unsafe" },
  { path: "", text: CA_ONE.pem, code: "file-failed" },
])(
  "discovery makes $code of the CA file $path and asks nobody",
  async ({ path, text, mode = 0o644, code }) => {
    await using cluster = await startControlPlane();
    const { error } = await find({
      files: { "/ca.crt": { text, mode } },
      flags: (root) => byCaFile(cluster, root.path + path),
    });
    await failsWith(code, () => Promise.reject(error));
    assert.deepEqual(cluster.requests, []);
  },
);

Deno.test("discovery holds pins against a discovery file as well", async () => {
  await using cluster = await startControlPlane();
  const bundle = other.certificatePem + cluster.authority.certificatePem;
  const files = { "/d.yaml": fileOf(cluster, { caPem: bundle }) };
  const pinned = (...pins: string[]) => ({
    files,
    flags: (root: { path: string }) => ({
      discoveryFile: `${root.path}/d.yaml`,
      token: cluster.token,
      discoveryTokenCaCertHash: pins,
    }),
  });
  const { cluster: found, warnings } = await finds(pinned(cluster.pin));
  assert.deepEqual(found.ca.pins, [cluster.pin]);
  assert.equal(found.ca.because, "pinned");
  assert.match(warnings, new RegExp(other.pin));
  const before = cluster.requests.length;
  await refuses("pin-mismatch", pinned(WRONG));
  assert.equal(cluster.requests.length, before);
  await refuses("server-untrusted", pinned(other.pin));
});

Deno.test("discovery holds a CA file against a discovery file as well", async () => {
  await using cluster = await startControlPlane();
  await refuses("pin-mismatch", {
    files: { "/d.yaml": fileOf(cluster), "/ca.crt": CA_ONE.pem },
    flags: (root) => ({
      discoveryFile: `${root.path}/d.yaml`,
      discoveryCa: `${root.path}/ca.crt`,
      token: cluster.token,
    }),
  });
  assert.deepEqual(cluster.requests, []);
});
