import assert from "node:assert/strict";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { type ControlPlane, startControlPlane } from "../../support/control_plane/mod.ts";
import { failsWith } from "../kit/errors.ts";
import { type HttpsClient, httpsClient } from "../kit/https.ts";

Deno.test.sanitizer({ ops: true, resources: true });

async function inTime<T>(action: () => Promise<T>, ms = 1500): Promise<T> {
  const began = performance.now();
  const result = await action();
  const took = performance.now() - began;
  assert.ok(took < ms, `it took ${took} ms`);
  return result;
}

Deno.test.each<
  { what: string; fault: Parameters<ControlPlane["connections"]["add"]>[0]; code: ErrorCode }
>([
  { what: "a reset", fault: { kind: "reset" }, code: "server-reset" },
  { what: "a black hole", fault: { kind: "black-hole" }, code: "server-silent" },
  { what: "plain HTTP", fault: { kind: "plain-http" }, code: "server-not-tls" },
  { what: "TLS without HTTP", fault: { kind: "tls-not-http" }, code: "server-not-kubernetes" },
])("https.request() makes $code of $what", async ({ fault, code }) => {
  await using cluster = await startControlPlane();
  cluster.connections.add(fault);
  using client = httpsClient(cluster);
  const request = client.insecure("/version", { timeoutMs: 300 });
  await inTime(() => failsWith(code, () => client.https.request(request)));
  assert.equal(client.record.of("request")[0]?.error, code);
});

Deno.test("https.request() says that nothing listens", async () => {
  await using cluster = await startControlPlane();
  await cluster.goDown();
  using client = httpsClient(cluster);
  const error = await failsWith(
    "server-refused",
    () => client.https.request(client.insecure("/version")),
  );
  assert.ok(error.message.includes(cluster.endpoint));
});

Deno.test("https.request() says that a name does not resolve", async () => {
  await using cluster = await startControlPlane();
  using client = httpsClient(cluster);
  const request = client.insecure("", { url: "https://no-such-host.invalid:6443/" });
  await failsWith("server-name-unknown", () => client.https.request(request));
});

Deno.test("https.request() says that there is no way to an address", async () => {
  await using cluster = await startControlPlane();
  using client = httpsClient(cluster);
  // The limited broadcast address cannot be connected to, with whatever routes.
  const request = client.insecure("", { url: "https://255.255.255.255:6443/", timeoutMs: 500 });
  await failsWith("server-unreachable", () => client.https.request(request));
});

Deno.test.each<
  {
    what: string;
    fault: Parameters<ControlPlane["faults"]["add"]>[0];
    code: ErrorCode;
    maxBytes?: number;
  }
>([
  { what: "50 MB", fault: { kind: "huge-body" }, code: "response-too-large" },
  {
    what: "more than was allowed",
    fault: { kind: "huge-body", bytes: 5000 },
    code: "response-too-large",
    maxBytes: 4000,
  },
  { what: "a body without end", fault: { kind: "endless-body" }, code: "response-too-large" },
  {
    what: "a slow body without end",
    fault: { kind: "endless-body", chunkBytes: 10, paceMilliseconds: 20 },
    code: "server-silent",
  },
  {
    what: "a request that is never answered",
    fault: { kind: "black-hole" },
    code: "server-silent",
  },
  { what: "a late answer", fault: { kind: "delay", milliseconds: 1000 }, code: "server-silent" },
  { what: "a body that is cut", fault: { kind: "cut-body" }, code: "server-reset" },
  { what: "a connection that ends", fault: { kind: "reset" }, code: "server-reset" },
])("https.request() makes $code of $what", async ({ fault, code, maxBytes }) => {
  await using cluster = await startControlPlane();
  cluster.faults.add(fault);
  using client = httpsClient(cluster);
  const limit = maxBytes === undefined ? {} : { maxBytes };
  const timeoutMs = code === "response-too-large" ? 5000 : 400;
  const request = client.insecure("/version", { timeoutMs, ...limit });
  await inTime(() => failsWith(code, () => client.https.request(request)), 3000);
});

async function abortedAfter(
  ms: number | "at once",
  begin: (client: HttpsClient) => Promise<unknown>,
  arrange: (cluster: ControlPlane) => void,
) {
  await using cluster = await startControlPlane();
  arrange(cluster);
  using client = httpsClient(cluster);
  const running = begin(client);
  running.catch(() => {});
  if (ms !== "at once") await new Promise((resolve) => setTimeout(resolve, ms));
  client.abort.abort();
  await inTime(() => assert.rejects(running, { name: "AbortError" }), 1000);
}

Deno.test.each([{ ms: "at once" }, { ms: 0 }, { ms: 1 }, { ms: 5 }, { ms: 100 }] as const)(
  "https.request() ends when it is aborted, $ms ms after its beginning",
  async ({ ms }) => {
    await abortedAfter(
      ms,
      ({ https, insecure }) => https.request(insecure("/version")),
      (cluster) => void cluster.connections.add({ kind: "black-hole" }),
    );
  },
);

Deno.test("https.request() ends when it is aborted in the middle of a body", async () => {
  await abortedAfter(
    100,
    ({ https, verified }) => https.request(verified("/version")),
    (cluster) => void cluster.faults.add({ kind: "endless-body", chunkBytes: 10 }),
  );
});

Deno.test("https.request() begins nothing when it is aborted already", async () => {
  await using cluster = await startControlPlane();
  using client = httpsClient(cluster);
  client.abort.abort();
  await assert.rejects(client.https.request(client.verified("/version")), { name: "AbortError" });
  assert.equal(cluster.requests.length, 0);
});

const CSRS = "/apis/certificates.k8s.io/v1/certificatesigningrequests?watch=true";

Deno.test("https.stream() ends when it is aborted while nothing comes, and before its lines are read", async () => {
  await using cluster = await startControlPlane();
  const { certificatePem, keyPem } = await cluster.authority.issue({
    commonName: "system:node:n1",
    organizations: ["system:nodes"],
    usage: "client",
  });
  const { Secret } = await import("../../../core/trust/secret.ts");
  const credential = { client: { certificatePem, keyPem: new Secret(keyPem) } };
  for (const early of [false, true]) {
    using client = httpsClient(cluster);
    await using stream = await client.https.stream(client.verified(CSRS, credential));
    assert.equal(stream.status, 200);
    if (early) client.abort.abort();
    else setTimeout(() => client.abort.abort(), 50);
    const read = Array.fromAsync(stream.lines());
    const hangs = Promise.withResolvers<never>();
    const timer = setTimeout(() => hangs.reject(new Error("it hangs")), 800);
    await assert.rejects(Promise.race([read, hangs.promise]), { name: "AbortError" });
    clearTimeout(timer);
  }
});

Deno.test("https.stream() gives the text of an answer that is not 200", async () => {
  await using cluster = await startControlPlane();
  using client = httpsClient(cluster);
  await using stream = await client.https.stream(client.verified(CSRS));
  assert.equal(stream.status, 403);
  assert.match(stream.text, /forbidden/);
});

Deno.test("https.stream() says that a server is silent or resets", async () => {
  await using cluster = await startControlPlane();
  using client = httpsClient(cluster);
  cluster.faults.add({ kind: "black-hole" }, { times: 1 });
  await failsWith(
    "server-silent",
    () => client.https.stream(client.verified(CSRS, { timeoutMs: 200 })),
  );
  cluster.connections.add({ kind: "reset" });
  await failsWith("server-reset", () => client.https.stream(client.verified(CSRS)));
});
