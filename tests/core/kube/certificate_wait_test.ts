import assert from "node:assert/strict";
import { submitRequest } from "../../../core/kube/certificate_signing.ts";
import { awaitCertificate } from "../../../core/kube/certificate_wait.ts";
import { createNodeRequest, NODE_CLIENT_USAGES } from "../../../core/trust/certificate_request.ts";
import { generateNodeKey } from "../../../core/trust/node_key.ts";
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from "../../support/control_plane/mod.ts";
import { clientOf } from "../kit/api.ts";
import { failsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const CERTIFICATE = /^-----BEGIN CERTIFICATE-----/;

async function waiting(
  options: ControlPlaneOptions,
  act: (cluster: ControlPlane, name: string) => unknown = () => {},
  { watchSeconds }: { watchSeconds?: number } = {},
) {
  await using cluster = await startControlPlane(options);
  using client = clientOf(cluster, { timeoutMs: 2000 });
  const pem = await createNodeRequest(generateNodeKey(), "worker-1");
  const submitted = await submitRequest(client.api, {
    name: "mine",
    pem,
    usages: NODE_CLIENT_USAGES,
  });
  const states: (string | undefined)[] = [];
  const { clock, signal } = client;
  const watching = awaitCertificate(client.api, submitted, {
    clock,
    signal,
    onState: (state) => states.push(state),
    ...(watchSeconds === undefined ? {} : { watchSeconds }),
  });
  watching.catch(() => {});
  await act(cluster, submitted.name);
  return {
    certificate: await watching,
    states,
    requests: cluster.requests.map(({ method, path }) => `${method} ${path}`),
  };
}

const hold = { issuance: { policy: "hold" } } as const;
const soon = () => new Promise((resolve) => setTimeout(resolve, 60));

Deno.test("awaitCertificate() needs one watch for a certificate that is issued at once", async () => {
  const { certificate, requests } = await waiting({});
  assert.match(certificate, CERTIFICATE);
  assert.ok(requests.length <= 2, requests.join("\n"));
});

Deno.test("awaitCertificate() gets a certificate that a person approves later", async () => {
  const { certificate, requests } = await waiting(hold, async (cluster, name) => {
    await soon();
    cluster.approve(name);
  });
  assert.match(certificate, CERTIFICATE);
  assert.equal(requests.length, 2);
});

Deno.test("awaitCertificate() says when a request is approved and not yet signed", async () => {
  const { certificate, states } = await waiting({ issuance: { signingDelay: 80 } });
  assert.match(certificate, CERTIFICATE);
  assert.deepEqual([...new Set(states)], ["approved, not yet signed"]);
});

Deno.test.each<
  { what: string; options: ControlPlaneOptions; code: "csr-denied" | "csr-failed"; says: RegExp }
>([
  {
    what: "denied",
    options: { issuance: { policy: "deny" } },
    code: "csr-denied",
    says: /denied: PolicyDenied: This node may not/,
  },
  {
    what: "denied later",
    options: { issuance: { policy: "deny", approvalDelay: 60 } },
    code: "csr-denied",
    says: /PolicyDenied/,
  },
  {
    what: "failed",
    options: { issuance: { policy: "fail" } },
    code: "csr-failed",
    says: /failed: SignerValidationFailure/,
  },
])("awaitCertificate() says why a request was $what", async ({ options, code, says }) => {
  const error = await failsWith(code, () => waiting(options));
  assert.match(error.message, says);
});

Deno.test("awaitCertificate() notices that its request was deleted", async () => {
  await failsWith("csr-gone", () =>
    waiting(hold, async (cluster, name) => {
      await soon();
      cluster.deleteCsr(name);
    }));
});

Deno.test("awaitCertificate() notices that another request took its place", async () => {
  await failsWith("csr-gone", () =>
    waiting(hold, async (cluster, name) => {
      await soon();
      cluster.replaceCsr(name);
    }));
});

Deno.test("awaitCertificate() notices after a broken watch that another request took its place", async () => {
  await failsWith("csr-gone", () =>
    waiting(hold, async (cluster, name) => {
      await soon();
      await cluster.goDown();
      cluster.replaceCsr(name);
      cluster.approve(name);
      await cluster.comeUp();
    }));
});

Deno.test.each(
  [
    { fault: { kind: "ends" } },
    { fault: { kind: "reset" } },
    { fault: { kind: "gone" } },
  ] as const,
)("awaitCertificate() opens a watch again that $fault", async ({ fault }) => {
  const { certificate, requests } = await waiting(hold, async (cluster, name) => {
    await soon();
    cluster.approve(name);
  }).catch((error) => assert.fail(error));
  assert.match(certificate, CERTIFICATE);
  assert.ok(requests.length >= 2);
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  cluster.watches.add(fault, { times: 2 });
  using client = clientOf(cluster);
  const pem = await createNodeRequest(generateNodeKey(), "worker-1");
  const submitted = await submitRequest(client.api, {
    name: "mine",
    pem,
    usages: NODE_CLIENT_USAGES,
  });
  const watching = awaitCertificate(client.api, submitted, {
    clock: client.clock,
    signal: client.signal,
  });
  await soon();
  cluster.approve("mine");
  assert.match(await watching, CERTIFICATE);
});

Deno.test("awaitCertificate() takes an answer 410 for a reason to start over", async () => {
  const { certificate } = await waiting(hold, async (cluster, name) => {
    cluster.faults.add({ kind: "status", status: 410 }, { path: "watch=true", times: 1 });
    await soon();
    cluster.approve(name);
  });
  assert.match(certificate, CERTIFICATE);
});

Deno.test("awaitCertificate() says when the token ends while it waits", async () => {
  const error = await failsWith("token-ended", () =>
    waiting(hold, async (cluster) => {
      await soon();
      cluster.tokens.remove("abcdef");
    }, { watchSeconds: 1 }));
  assert.match(error.message, /token with which mine was requested/);
  assert.match(error.hint, /kubectl certificate approve mine.*new token/);
  assert.deepEqual(error.detail, { csr: "mine" });
});

Deno.test("awaitCertificate() does not believe a server that refuses its token while it wakes up", async () => {
  const { certificate, states, requests } = await waiting(hold, async (cluster, name) => {
    await soon();
    await cluster.goDown();
    await soon();
    cluster.faults.add({ kind: "status", status: 401 }, { times: 2 });
    cluster.faults.add({ kind: "status", status: 403 }, { times: 1 });
    cluster.approve(name);
    await cluster.comeUp();
  });
  assert.match(certificate, CERTIFICATE);
  assert.match(states[0] ?? "", /trying again/);
  assert.ok(requests.filter((request) => request.endsWith("name%3Dmine")).length >= 4);
});

Deno.test("awaitCertificate() goes on from where a watch ended, with one request", async () => {
  const { certificate, requests } = await waiting(hold, async (cluster, name) => {
    await new Promise((resolve) => setTimeout(resolve, 1200));
    cluster.approve(name);
  }, { watchSeconds: 1 });
  assert.match(certificate, CERTIFICATE);
  assert.equal(requests.filter((request) => request.includes("watch=true")).length, 2);
  assert.equal(requests.length, 3, requests.join("\n"));
});

Deno.test("awaitCertificate() stops when it is aborted", async () => {
  await using cluster = await startControlPlane(hold);
  using client = clientOf(cluster);
  const pem = await createNodeRequest(generateNodeKey(), "worker-1");
  const submitted = await submitRequest(client.api, {
    name: "mine",
    pem,
    usages: NODE_CLIENT_USAGES,
  });
  const watching = awaitCertificate(client.api, submitted, {
    clock: client.clock,
    signal: client.signal,
  });
  await Promise.all([
    assert.rejects(watching, { name: "AbortError" }),
    soon().then(() => client.abort.abort()),
  ]);
});
