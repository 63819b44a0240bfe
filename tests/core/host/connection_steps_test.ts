import assert from "node:assert/strict";
import type { ConnectionStep } from "../../../core/host/types.ts";
import { certificatesOf } from "../../../core/trust/pem.ts";
import { type ControlPlaneOptions, startControlPlane } from "../../support/control_plane/mod.ts";
import { createAuthority } from "../../support/pki.ts";
import { httpsClient } from "../kit/https.ts";

Deno.test.sanitizer({ ops: true, resources: true });

async function stepsOf(options: ControlPlaneOptions): Promise<ConnectionStep[]> {
  await using cluster = await startControlPlane(options);
  using client = httpsClient(cluster);
  const steps: ConnectionStep[] = [];
  const onConnection = (step: ConnectionStep) => void steps.push(step);
  const request = client.insecure("/version", { timeoutMs: 500, onConnection });
  await client.https.request(request).catch(() => {});
  return steps;
}

Deno.test("a request reports its connection, with the certificates as they were sent", async () => {
  const authority = await createAuthority();
  const middle = await createAuthority({ name: "middle", issuer: authority });
  const unrelated = await createAuthority({ name: "unrelated" });
  const leaf = await middle.issue({ commonName: "x", usage: "server", ip: ["127.0.0.1"] });
  const sent = leaf.certificatePem + middle.certificatePem + unrelated.certificatePem;
  const identity = { ...leaf, certificatePem: sent };
  const [connected, secured, ...rest] = await stepsOf({
    authority,
    connections: [[{ kind: "certificate", certificate: identity }]],
  });
  assert.deepEqual(connected, { kind: "connected", address: "127.0.0.1" });
  assert.ok(secured?.kind === "secured");
  assert.equal(secured.protocol, "TLSv1.3");
  // The stand-in's runtime adds its CA of client certificates.
  assert.deepEqual(secured.certificates.slice(0, 3), certificatesOf(sent));
  assert.deepEqual(rest, []);
});

Deno.test.each<{ what: string; options: ControlPlaneOptions; kinds: string[] }>([
  {
    what: "TLS without HTTP",
    options: { connections: [[{ kind: "tls-not-http" }]] },
    kinds: ["connected", "secured"],
  },
  {
    what: "no TLS",
    options: { connections: [[{ kind: "plain-http" }]] },
    kinds: ["connected"],
  },
  {
    what: "a black hole",
    options: { connections: [[{ kind: "black-hole" }]] },
    kinds: ["connected"],
  },
])("a request that fails at $what has reported as far as it came", async ({ options, kinds }) => {
  assert.deepEqual((await stepsOf(options)).map(({ kind }) => kind), kinds);
});
