import assert from "node:assert/strict";
import type { HttpsRequest } from "../../../core/host/types.ts";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { trustSigned } from "../../../core/trust/ca.ts";
import { Secret } from "../../../core/trust/secret.ts";
import { type ControlPlane, startControlPlane } from "../../support/control_plane/mod.ts";
import { createAuthority } from "../../support/pki.ts";
import { failsWith } from "../kit/errors.ts";
import { httpsClient } from "../kit/https.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("https.request() speaks to a server of the trusted CA and shows its certificate", async () => {
  await using cluster = await startControlPlane();
  using client = httpsClient(cluster);
  const response = await client.https.request(client.verified("/version"));
  assert.equal(response.status, 200);
  assert.match(response.headers["content-type"] ?? "", /json/);
  assert.ok((response.peerCertificate?.length ?? 0) > 200);
  assert.ok(Math.abs(response.receivedAt.getTime() - Date.now()) < 2000);
  assert.equal(cluster.requests[0]?.userAgent, "kubeworker/test");
});

Deno.test("https.request() trusts the given CA alone, not those of the system", async () => {
  await using cluster = await startControlPlane();
  const other = await createAuthority();
  using client = httpsClient(cluster, trustSigned(other.certificatePem));
  await failsWith("server-untrusted", () => client.https.request(client.verified("/version")));
  assert.equal(cluster.requests.length, 0);
});

Deno.test.each<
  {
    certificate: "other-name" | "expired" | "not-yet-valid" | "other-authority";
    codes: ErrorCode[];
  }
>([
  { certificate: "other-name", codes: ["server-name-mismatch"] },
  { certificate: "expired", codes: ["server-certificate-expired", "server-untrusted"] },
  { certificate: "not-yet-valid", codes: ["server-certificate-expired", "server-untrusted"] },
  { certificate: "other-authority", codes: ["server-untrusted"] },
])("https.request() refuses a certificate that is $certificate", async ({ certificate, codes }) => {
  await using cluster = await startControlPlane();
  cluster.connections.add({ kind: "certificate", certificate });
  using client = httpsClient(cluster);
  const error = await client.https.request(client.verified("/version")).then(
    () => assert.fail("trusted"),
    (e) => e,
  );
  assert.ok(codes.includes(error.code), `${error.code}: ${error.causes}`);
  assert.equal(cluster.requests.length, 0);
});

Deno.test("https.request() refuses a certificate that signs itself", async () => {
  await using cluster = await startControlPlane();
  const self = await createAuthority({ name: "127.0.0.1" });
  const identity = await self.issue({
    commonName: "127.0.0.1",
    usage: "server",
    ip: ["127.0.0.1"],
  });
  cluster.connections.add({ kind: "certificate", certificate: identity });
  using client = httpsClient(cluster);
  await failsWith("server-untrusted", () => client.https.request(client.verified("/version")));
});

Deno.test.each([
  { what: "token", credential: { bearer: new Secret("abcdef.0123456789abcdef") } },
  { what: "certificate", credential: { client: { certificatePem: "x", keyPem: new Secret("y") } } },
])("https.request() gives no $what to a server that nobody has checked", async ({ credential }) => {
  await using cluster = await startControlPlane();
  using client = httpsClient(cluster);
  // The types forbid it already; this is about what happens when they are gone around.
  const request = { ...client.insecure("/version"), ...credential } as unknown as HttpsRequest;
  await failsWith("internal", () => client.https.request(request));
  assert.equal(cluster.requests.length, 0);
});

Deno.test("https.request() shows bearer token and client certificate to whom it trusts", async () => {
  await using cluster = await startControlPlane();
  using client = httpsClient(cluster);
  const { certificatePem, keyPem } = await cluster.authority.issue({
    commonName: "system:node:n1",
    organizations: ["system:nodes"],
    usage: "client",
  });
  await client.https.request(client.verified("/version", { bearer: new Secret(cluster.token) }));
  await client.https.request(
    client.verified("/version", { client: { certificatePem, keyPem: new Secret(keyPem) } }),
  );
  await client.https.request(client.verified("/version"));
  assert.deepEqual(cluster.requests.map(({ user }) => user), [
    "system:bootstrap:abcdef",
    "system:node:n1",
    "system:anonymous",
  ]);
  assert.doesNotMatch(JSON.stringify(client.record.events), /0123456789abcdef|PRIVATE KEY/);
});

Deno.test("https.request() uses one connection for two requests", async () => {
  await using cluster = await startControlPlane();
  refuseFurtherConnections(cluster, 1);
  using client = httpsClient(cluster);
  for (let count = 0; count < 3; count++) await client.https.request(client.verified("/version"));
  assert.equal(cluster.requests.length, 3);
});

Deno.test("https.request() never uses an unverified connection again", async () => {
  await using cluster = await startControlPlane();
  refuseFurtherConnections(cluster, 1);
  using client = httpsClient(cluster);
  await client.https.request(client.insecure("/version"));
  await failsWith("server-reset", () => client.https.request(client.insecure("/version")));
  await failsWith("server-reset", () => client.https.request(client.verified("/version")));
});

Deno.test("https.request() does not share a connection between two grounds of trust", async () => {
  await using cluster = await startControlPlane();
  using client = httpsClient(cluster);
  await client.https.request(client.verified("/version"));
  const other = trustSigned((await createAuthority()).certificatePem);
  const request = client.verified("/version", { trust: { kind: "ca", ca: other } });
  await failsWith("server-untrusted", () => client.https.request(request));
});

Deno.test("https.request() follows no redirect", async () => {
  await using cluster = await startControlPlane();
  cluster.faults.add({ kind: "redirect", location: `${cluster.url}/elsewhere` });
  using client = httpsClient(cluster);
  assert.equal((await client.https.request(client.verified("/version"))).status, 302);
  assert.equal(cluster.requests.length, 1);
});

function refuseFurtherConnections(cluster: ControlPlane, after: number): void {
  cluster.connections.add({ kind: "reset" }, { after });
}
