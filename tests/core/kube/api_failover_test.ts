import assert from "node:assert/strict";
import { createServers, type ServerAccess } from "../../../core/engine/servers.ts";
import { createClock } from "../../../core/host/clock.ts";
import { createHttps } from "../../../core/host/https.ts";
import { type Api, createApi } from "../../../core/kube/api.ts";
import { createWatcher } from "../../../core/kube/watch.ts";
import { trustSigned } from "../../../core/trust/ca.ts";
import { Secret } from "../../../core/trust/secret.ts";
import { startBlackHole } from "../../support/black_hole.ts";
import { type ControlPlane, startControlPlane } from "../../support/control_plane/mod.ts";
import { createAuthority } from "../../support/pki.ts";
import { failsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

interface Client extends Disposable {
  api: Api;
  signal: AbortSignal;
  clock: ReturnType<typeof createClock>;
  retries: string[];
  /** Pauses before another try, in ms. */
  pauses: number[];
  current(): ServerAccess;
}

const READ = { method: "GET", path: "/api/v1/nodes/n1" } as const;
const WATCH = "/api/v1/nodes?watch=true&fieldSelector=metadata.name%3Dn1";

/** A client of the first one's cluster, which knows both. */
function clientOf(
  cluster: ControlPlane,
  urls: readonly [string, ...string[]],
  { timeoutMs = 3000 } = {},
): Client {
  const real = createClock();
  const pauses: number[] = [];
  const clock = {
    ...real,
    sleep(ms: number, signal: AbortSignal) {
      pauses.push(ms);
      return real.sleep(ms, signal);
    },
  };
  const retries: string[] = [];
  const https = createHttps({ clock, emit: () => {}, userAgent: "kubeworker/test", root: "/" });
  const [first, ...rest] = urls;
  const servers = createServers([{ url: first }, ...rest.map((url) => ({ url }))]);
  const { signal } = new AbortController();
  const api = createApi({
    servers,
    ca: trustSigned(cluster.authority.certificatePem),
    credential: { bearer: new Secret(cluster.token) },
  }, {
    https,
    clock,
    signal,
    timeoutMs,
    onRetry: (_what, error, server) => void retries.push(`${error.code} → ${server}`),
  });
  return {
    api,
    signal,
    clock,
    retries,
    pauses,
    current: servers.current,
    [Symbol.dispose]: () => https.close(),
  };
}

/** Two servers of one cluster, with a Node that both know. */
async function pair(): Promise<AsyncDisposable & { one: ControlPlane; two: ControlPlane }> {
  const authority = await createAuthority();
  const nodes = [{ name: "n1", ready: true }];
  const one = await startControlPlane({ authority, nodes });
  const two = await startControlPlane({ authority, nodes });
  return {
    one,
    two,
    async [Symbol.asyncDispose]() {
      await one.close();
      await two.close();
    },
  };
}

const evil = await createAuthority();

Deno.test.each<{ what: string; break: (one: ControlPlane) => unknown; code: string }>([
  { what: "refuses", break: (one) => one.goDown(), code: "server-refused" },
  {
    what: "answers 503",
    break: (one) => one.faults.add({ kind: "status", status: 503 }),
    code: "server-error",
  },
  {
    what: "breaks off",
    break: (one) => one.connections.add({ kind: "reset" }),
    code: "server-reset",
  },
  {
    what: "shows a certificate of another CA",
    break: (one) => one.connections.add({ kind: "certificate", certificate: "other-authority" }),
    code: "server-untrusted",
  },
  {
    what: "shows a certificate for another name",
    break: (one) => one.connections.add({ kind: "certificate", certificate: "other-name" }),
    code: "server-name-mismatch",
  },
  {
    what: "speaks no TLS any more",
    break: (one) => one.connections.add({ kind: "plain-http" }),
    code: "server-not-tls",
  },
])("api.call() asks the other server at once when one $what", async ({ break: breaks, code }) => {
  await using servers = await pair();
  const { one, two } = servers;
  using client = clientOf(one, [one.url, two.url]);
  await breaks(one);
  const { status } = await client.api.call(READ, "reading Node n1");
  assert.deepEqual(client.pauses, [0]);
  assert.notEqual(status, 503);
  assert.deepEqual(client.retries, [`${code} → ${two.url}`]);
  assert.equal(client.current().url, two.url);
  // And stays there.
  await client.api.call(READ, "reading Node n1");
  assert.equal(client.retries.length, 1);
  assert.equal(two.requests.length, 2);
});

Deno.test("api.call() shows its credential to nobody whose certificate is not of the CA", async () => {
  await using servers = await pair();
  const { one, two } = servers;
  await using liar = await startControlPlane({ authority: evil });
  using client = clientOf(one, [liar.url, two.url]);
  await client.api.call(READ, "reading Node n1");
  assert.deepEqual(liar.requests, []);
  assert.deepEqual(two.requests.map(({ user }) => user), ["system:bootstrap:abcdef"]);
});

Deno.test("api.call() ends with the reason when no server is of the CA", async () => {
  await using cluster = await startControlPlane();
  await using liar = await startControlPlane({ authority: evil });
  await using other = await startControlPlane({ authority: await createAuthority() });
  using client = clientOf(cluster, [liar.url, other.url]);
  await failsWith("server-untrusted", () => client.api.call(READ, "reading Node n1"));
  assert.deepEqual(client.pauses, [0]);
  assert.deepEqual([...liar.requests, ...other.requests], []);
});

Deno.test("api.call() goes round until one of the servers is there again", async () => {
  await using servers = await pair();
  const { one, two } = servers;
  using client = clientOf(one, [one.url, two.url], { timeoutMs: 20_000 });
  await one.goDown();
  await two.goDown();
  const running = client.api.call(READ, "reading Node n1");
  await client.clock.sleep(300, client.signal);
  await one.comeUp();
  await running;
  assert.ok(client.retries.length >= 2, client.retries.join());
});

Deno.test("api.call() does not take an answer of the cluster for a failure", async () => {
  await using servers = await pair();
  const { one, two } = servers;
  one.tokens.remove("abcdef");
  using client = clientOf(one, [one.url, two.url]);
  const { status } = await client.api.call(READ, "reading Node n1");
  assert.equal(status, 401);
  assert.equal(client.current().url, one.url);
  assert.deepEqual(two.requests, []);
});

Deno.test("api.call() keeps to its deadline among servers that say nothing", async () => {
  await using cluster = await startControlPlane();
  await using one = await startBlackHole();
  await using two = await startBlackHole();
  const urls = [`https://${one.endpoint}`, `https://${two.endpoint}`] as const;
  using client = clientOf(cluster, urls, { timeoutMs: 500 });
  const began = performance.now();
  await failsWith("server-silent", () => client.api.call(READ, "reading Node n1"));
  assert.ok(performance.now() - began < 1200);
});

Deno.test.each<{ what: string; break: (one: ControlPlane) => unknown; code: string }>([
  { what: "has gone", break: (one) => one.goDown(), code: "server-refused" },
  {
    what: "has another CA now",
    break: (one) => one.connections.add({ kind: "certificate", certificate: "other-authority" }),
    code: "server-untrusted",
  },
])("api.watch() is opened at the other server when one $what", async ({ break: breaks, code }) => {
  await using servers = await pair();
  const { one, two } = servers;
  using client = clientOf(one, [one.url, two.url]);
  await breaks(one);
  // A bootstrap token may not watch Nodes: who says so is a server of the cluster.
  await failsWith(
    "request-forbidden",
    () => createWatcher(client.api, client).follow(WATCH, "watching Node n1", ({ type }) => type),
  );
  assert.deepEqual(client.retries, [`${code} → ${two.url}`]);
  assert.deepEqual(one.requests, []);
  assert.equal(two.requests.length, 1);
});

Deno.test("api.watch() asks each server once, and ends with the reason", async () => {
  await using servers = await pair();
  const { one, two } = servers;
  using client = clientOf(one, [one.url, two.url]);
  for (const server of [one, two]) {
    server.connections.add({ kind: "certificate", certificate: "other-authority" });
  }
  await failsWith(
    "server-untrusted",
    () => client.api.watch(WATCH, "watching Node n1", client.signal),
  );
  assert.equal(client.retries.length, 1);
  assert.deepEqual([...one.requests, ...two.requests], []);
});
