import assert from "node:assert/strict";
import { findCluster, type FoundCluster } from "../../../core/discovery/find_cluster.ts";
import { createClock } from "../../../core/host/clock.ts";
import { createHttps } from "../../../core/host/https.ts";
import { parseBootstrapToken } from "../../../core/trust/bootstrap_token.ts";
import type { TrustPolicy } from "../../../core/trust/decide.ts";
import { parsePin } from "../../../core/trust/pin.ts";
import type { Proposal } from "../../../core/trust/proposal.ts";
import { type ControlPlane, startControlPlane } from "../../support/control_plane/mod.ts";
import { signDetached } from "../../support/control_plane/jws.ts";
import { createAuthority } from "../../support/pki.ts";
import { fileOf } from "../../phases/discovery/discovery_files.ts";
import { failsWith } from "../kit/errors.ts";
import { recorder } from "../kit/events.ts";
import { SECRET, TOKEN } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const token = parseBootstrapToken(TOKEN, "--token");
const evil = await createAuthority();

function policyOf(cluster: ControlPlane, more: Partial<TrustPolicy> = {}): TrustPolicy {
  return { token, pins: [parsePin(cluster.pin)], allowUnpinned: false, ...more };
}

async function find(proposal: Proposal, policy: TrustPolicy): Promise<FoundCluster> {
  const { emit } = recorder();
  const clock = createClock();
  const https = createHttps({ clock, emit, userAgent: "kubeworker/test", root: "/" });
  try {
    return await findCluster(proposal, policy, {
      source: "the discovery file",
      https,
      clock,
      signal: new AbortController().signal,
      timeoutMs: 900,
      local: { resolve: () => Promise.resolve([]), proxyFor: () => undefined },
      emit,
      waiting: () => {},
      warn: () => {},
    });
  } finally {
    https.close();
  }
}

/** What a plugin brings that has read cluster-info elsewhere. */
function brought(cluster: ControlPlane, kubeconfig: string, secret = SECRET): Proposal {
  const signature = signDetached(kubeconfig, { id: "abcdef", secret });
  return {
    servers: [cluster.endpoint],
    evidence: { kind: "cluster-info", kubeconfig, signature },
  };
}

/** Makes the cluster publish this text, and gives it. */
function published(cluster: ControlPlane): string {
  const text = fileOf(cluster);
  cluster.discovery.kubeconfig = { kind: "text", text };
  return text;
}

Deno.test("findCluster() takes a signed text that was brought, if the server shows the same", async () => {
  await using cluster = await startControlPlane();
  const text = published(cluster);
  const found = await find(brought(cluster, text), policyOf(cluster));
  assert.equal(found.server, cluster.url);
  assert.equal(found.ca.because, "pinned");
  assert.equal(cluster.requests.length, 1);
});

Deno.test("findCluster() refuses a signed text that the server does not show", async () => {
  await using cluster = await startControlPlane();
  const text = published(cluster);
  await failsWith(
    "cluster-info-changed",
    () => find(brought(cluster, `${text}\n`), policyOf(cluster)),
  );
});

Deno.test("findCluster() asks nobody about a text that the token has not signed", async () => {
  await using cluster = await startControlPlane();
  const text = published(cluster);
  const forged = brought(cluster, text, "0123456789abcdee");
  await failsWith("signature-wrong", () => find(forged, policyOf(cluster)));
  const other = brought(cluster, fileOf(cluster, { caPem: evil.certificatePem }));
  await failsWith("pin-mismatch", () => find(other, policyOf(cluster)));
  assert.deepEqual(cluster.requests, []);
});

Deno.test("findCluster() says why a server is not that of the text", async () => {
  await using cluster = await startControlPlane();
  const text = published(cluster);
  cluster.connections.add({ kind: "certificate", certificate: "expired" });
  const error = await failsWith(
    "server-certificate-expired",
    () => find(brought(cluster, text), policyOf(cluster)),
  );
  assert.match(error.message, /ended at/);
});

Deno.test("findCluster() needs no token for a CA that was brought and is pinned", async () => {
  await using cluster = await startControlPlane();
  const { certificatePem } = cluster.authority;
  const proposal: Proposal = {
    servers: [cluster.url],
    caPem: evil.certificatePem + certificatePem,
    evidence: { kind: "none" },
  };
  const found = await find(proposal, policyOf(cluster, { token: undefined }));
  assert.equal(found.ca.pem, certificatePem);
  await failsWith(
    "pin-mismatch",
    () => find({ ...proposal, caPem: evil.certificatePem }, policyOf(cluster)),
  );
});

Deno.test("findCluster() believes no CA that a plugin brings without pins, though the token is good", async () => {
  await using liar = await startControlPlane({ authority: evil });
  await using cluster = await startControlPlane();
  liar.discovery.caPem = cluster.authority.certificatePem;
  const proposal: Proposal = {
    servers: [liar.endpoint],
    caPem: evil.certificatePem,
    evidence: { kind: "none" },
  };
  await failsWith(
    "server-untrusted",
    () => find(proposal, { token, pins: [], allowUnpinned: true }),
  );
  assert.ok(liar.requests.every(({ credential }) => credential === "none"));
});

Deno.test.each([
  "http://10.0.0.1:6443",
  "https://user@10.0.0.1:6443",
  "https://10.0.0.1:6443/a/../b",
  "https://10.0.0.1:6443?x",
])("findCluster() refuses the server %s of a proposal", async (server) => {
  await using cluster = await startControlPlane();
  const proposal: Proposal = { servers: [server], evidence: { kind: "none" } };
  await failsWith("discovery-file-malformed", () => find(proposal, policyOf(cluster)));
});

Deno.test("findCluster() refuses a proposal without servers, or with what is none", async () => {
  await using cluster = await startControlPlane();
  const proposal = (...servers: string[]): Proposal => ({ servers, evidence: { kind: "none" } });
  await failsWith("endpoint-missing", () => find(proposal(), policyOf(cluster)));
  for (const server of ["", "10.0.0.1", "api.1:6443", "a b:1"]) {
    await failsWith("endpoint-malformed", () => find(proposal(server), policyOf(cluster)));
  }
});

Deno.test("findCluster() asks a server that is named twice once", async () => {
  await using cluster = await startControlPlane();
  const servers = [cluster.endpoint, cluster.url, `${cluster.url}/`];
  const found = await find({ servers, evidence: { kind: "none" } }, policyOf(cluster));
  assert.equal(found.contested, false);
  assert.equal(found.servers.count, 1);
});
