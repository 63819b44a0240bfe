import assert from "node:assert/strict";
import { createClock } from "../../../core/host/clock.ts";
import { createHttps } from "../../../core/host/https.ts";
import { systemRoots } from "../../../core/host/system_roots.ts";
import { startControlPlane } from "../../support/control_plane/mod.ts";
import { failsWith, throwsWith } from "../kit/errors.ts";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";
import { CA_ONE, CA_TWO } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

// Where it is set, it stands for every root directory.
Deno.env.delete("SSL_CERT_FILE");

const DEBIAN = "/etc/ssl/certs/ca-certificates.crt";
const FEDORA = "/etc/pki/tls/certs/ca-bundle.crt";
const UNREADABLE = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
const KEY = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";

function rootsOf(root: TemporaryRoot, named?: string): string {
  return systemRoots(root.path, (name) => name === "SSL_CERT_FILE" ? named : undefined);
}

Deno.test("systemRoots() reads the first bundle that the machine has", async () => {
  await using root = await temporaryRoot();
  await root.put(FEDORA, CA_TWO.pem);
  assert.equal(rootsOf(root), CA_TWO.pem);
  await root.put(DEBIAN, "nothing in it");
  assert.equal(rootsOf(root), CA_TWO.pem);
  await root.put(DEBIAN, CA_ONE.pem);
  assert.equal(rootsOf(root), CA_ONE.pem);
});

Deno.test("systemRoots() reads the file that SSL_CERT_FILE names, and that alone", async () => {
  await using root = await temporaryRoot();
  await root.put(DEBIAN, CA_ONE.pem);
  await root.put("/own.pem", CA_TWO.pem);
  assert.equal(rootsOf(root, `${root.path}/own.pem`), CA_TWO.pem);
  assert.equal(rootsOf(root, ""), CA_ONE.pem);
  throwsWith("roots-missing", () => rootsOf(root, `${root.path}/not-there.pem`));
  await root.put("/empty.pem", "");
  throwsWith("roots-missing", () => rootsOf(root, `${root.path}/empty.pem`));
});

Deno.test("systemRoots() says that a machine has none", async () => {
  await using root = await temporaryRoot();
  const error = throwsWith("roots-missing", () => rootsOf(root));
  assert.match(error.hint, /ca-certificates/);
});

Deno.test("systemRoots() leaves out whatever is not a certificate", async () => {
  await using root = await temporaryRoot();
  await root.put(DEBIAN, `# a comment\n${UNREADABLE}${CA_ONE.pem}${KEY}\n# two\n${CA_TWO.pem}`);
  assert.equal(rootsOf(root), CA_ONE.pem + CA_TWO.pem);
});

Deno.test("https.request() survives a bundle with a certificate that nobody can read", async () => {
  await using cluster = await startControlPlane();
  await using root = await temporaryRoot();
  const https = createHttps({
    clock: createClock(),
    emit: () => {},
    userAgent: "kubeworker/test",
    root: root.path,
  });
  const request = {
    method: "GET",
    url: `${cluster.url}/version`,
    trust: { kind: "roots" },
    timeoutMs: 2000,
    signal: new AbortController().signal,
  } as const;
  try {
    await failsWith("roots-missing", () => https.request(request));
    // With a root that cannot be read, the TLS library ends the program.
    await root.put(DEBIAN, UNREADABLE + cluster.authority.certificatePem);
    assert.equal((await https.request(request)).status, 200);
    await root.put(DEBIAN, UNREADABLE + CA_ONE.pem);
    await failsWith("server-untrusted", () => https.request(request));
  } finally {
    https.close();
  }
});
