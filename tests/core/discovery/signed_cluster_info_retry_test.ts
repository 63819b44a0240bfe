import assert from "node:assert/strict";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { type ControlPlane, startControlPlane } from "../../support/control_plane/mod.ts";
import { discover, failing } from "./reading.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const failOnce = (...statuses: number[]) => (cluster: ControlPlane) => {
  for (const status of statuses) cluster.faults.add({ kind: "status", status }, { times: 1 });
};

Deno.test.each<{ what: string; arrange: (cluster: ControlPlane) => unknown }>([
  { what: "500", arrange: failOnce(500) },
  { what: "503 twice", arrange: failOnce(503, 503) },
  { what: "401", arrange: failOnce(401) },
  { what: "403", arrange: failOnce(403) },
  { what: "404", arrange: failOnce(404) },
  { what: "a reset", arrange: (cluster) => cluster.faults.add({ kind: "reset" }, { times: 1 }) },
  {
    what: "a body that is cut",
    arrange: (cluster) => cluster.faults.add({ kind: "cut-body" }, { times: 1 }),
  },
  {
    what: "a connection that is reset",
    arrange: (cluster) => cluster.connections.add({ kind: "reset" }, { times: 1 }),
  },
])("readSignedClusterInfo() tries again after $what", async ({ arrange }) => {
  await using cluster = await startControlPlane();
  await arrange(cluster);
  const { info, said } = await discover(cluster);
  assert.match(info.signature, /^eyJ/);
  assert.ok(said.waits.length >= 1);
});

Deno.test("readSignedClusterInfo() waits as long as Retry-After asks", async () => {
  await using cluster = await startControlPlane();
  cluster.faults.add({ kind: "status", status: 429, retryAfter: 1 }, { times: 1 });
  const { tookMs } = await discover(cluster, { timeoutMs: 4000 });
  assert.ok(tookMs >= 990 && tookMs < 2500, String(tookMs));
});

Deno.test("readSignedClusterInfo() finds a server that comes up late", async () => {
  await using cluster = await startControlPlane();
  await cluster.goDown();
  const running = discover(cluster, { timeoutMs: 4000 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await cluster.comeUp();
  assert.match((await running).info.signature, /^eyJ/);
});

const forever = (fault: Parameters<ControlPlane["faults"]["add"]>[0]) => (cluster: ControlPlane) =>
  cluster.faults.add(fault);

Deno.test.each<
  { what: string; arrange: (cluster: ControlPlane) => unknown; code: ErrorCode; waits: boolean }
>([
  {
    what: "500 for ever",
    arrange: forever({ kind: "status", status: 500 }),
    code: "server-error",
    waits: true,
  },
  {
    what: "Retry-After beyond the deadline",
    arrange: forever({ kind: "status", status: 429, retryAfter: 60 }),
    code: "server-error",
    waits: true,
  },
  {
    what: "nothing that listens",
    arrange: (cluster) => cluster.goDown(),
    code: "server-refused",
    waits: true,
  },
  {
    what: "a black hole",
    arrange: (cluster) => cluster.connections.add({ kind: "black-hole" }),
    code: "server-silent",
    waits: true,
  },
  {
    what: "403",
    arrange: (cluster) => void (cluster.discovery.access = "binding-deleted"),
    code: "cluster-info-forbidden",
    waits: true,
  },
  {
    what: "401",
    arrange: (cluster) => void (cluster.discovery.access = "anonymous-off"),
    code: "cluster-info-forbidden",
    waits: true,
  },
  {
    what: "404",
    arrange: (cluster) => void (cluster.discovery.access = "missing"),
    code: "cluster-info-missing",
    waits: true,
  },
  {
    what: "no kubeconfig",
    arrange: (cluster) => void (cluster.discovery.kubeconfig = { kind: "absent" }),
    code: "cluster-info-missing",
    waits: true,
  },
  {
    what: "an empty kubeconfig",
    arrange: (cluster) => void (cluster.discovery.kubeconfig = { kind: "empty" }),
    code: "cluster-info-missing",
    waits: true,
  },
  {
    what: "a web page",
    arrange: forever({ kind: "html" }),
    code: "server-not-kubernetes",
    waits: false,
  },
  {
    what: "a web server's 404",
    arrange: forever({ kind: "status", status: 404, body: { kind: "html" } }),
    code: "server-not-kubernetes",
    waits: false,
  },
  {
    what: "a redirect",
    arrange: forever({ kind: "redirect", location: "https://login.example" }),
    code: "server-not-kubernetes",
    waits: false,
  },
  {
    what: "half a JSON",
    arrange: forever({ kind: "truncated-json" }),
    code: "response-malformed",
    waits: false,
  },
  {
    what: "50 MB",
    arrange: forever({ kind: "huge-body" }),
    code: "response-too-large",
    waits: false,
  },
  {
    what: "plain HTTP",
    arrange: (cluster) => cluster.connections.add({ kind: "plain-http" }),
    code: "server-not-tls",
    waits: false,
  },
  {
    what: "TLS without HTTP",
    arrange: (cluster) => cluster.connections.add({ kind: "tls-not-http" }),
    code: "server-not-kubernetes",
    waits: false,
  },
])("readSignedClusterInfo() makes $code of $what", async ({ arrange, code, waits }) => {
  const { error, said } = await failing(code, {}, { arrange, timeoutMs: 800 });
  assert.ok(error.hint.length > 10);
  assert.equal(said.waits.length > 0, waits, said.waits.join("\n"));
});
