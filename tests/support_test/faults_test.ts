import assert from "node:assert/strict";
import { startControlPlane } from "../support/control_plane/mod.ts";
import { createAuthority } from "../support/pki.ts";
import { at, send } from "./client.ts";
import { ask, clusterInfoPath, createRequest, requestsPath } from "./requests.ts";

const hangUp = /ECONNRESET|EPIPE/;

function isHangUp(error: unknown): boolean {
  return hangUp.test(String(at(error, "code")));
}

Deno.test("a status fault hits what it is for, as often as told", async () => {
  await using cluster = await startControlPlane();
  cluster.faults.add({
    kind: "status",
    status: 429,
    retryAfter: 3,
  }, { method: "GET", path: "cluster-info", after: 1, times: 2 });
  const answers = [];
  for (let turn = 0; turn < 4; turn++) answers.push(await ask(cluster, clusterInfoPath));
  assert.deepEqual(answers.map(({ status }) => status), [200, 429, 429, 200]);
  assert.equal(answers[1]?.headers["retry-after"], "3");
  assert.equal(at(answers[1]?.json, "reason"), "TooManyRequests");
  assert.equal((await ask(cluster, "/healthz")).status, 200);
  assert.deepEqual(cluster.requests.map(({ status }) => status), [200, 429, 429, 200, 200]);
});

Deno.test("faults can be taken away", async () => {
  await using cluster = await startControlPlane();
  const remove = cluster.faults.add({ kind: "status", status: 500, body: { kind: "html" } });
  const bad = await ask(cluster, "/healthz");
  assert.equal(bad.status, 500);
  assert.match(bad.text, /^<!DOCTYPE html>/);
  remove();
  assert.equal((await ask(cluster, "/healthz")).status, 200);
  const text = "no endpoints available";
  cluster.faults.add({ kind: "status", status: 503, body: { kind: "text", text } });
  assert.equal((await ask(cluster, "/healthz")).text, text);
  cluster.faults.clear();
  assert.equal((await ask(cluster, "/healthz")).status, 200);
});

Deno.test("answers can be late, foreign, and broken", async () => {
  await using cluster = await startControlPlane();
  cluster.faults.add({ kind: "delay", milliseconds: 80 }, { path: "delay" });
  cluster.faults.add({ kind: "html" }, { path: "html" });
  cluster.faults.add({ kind: "redirect", location: "https://192.0.2.1/" }, { path: "away" });
  cluster.faults.add({ kind: "truncated-json" }, { path: "half" });
  cluster.faults.add({ kind: "cut-body" }, { path: "cut" });
  cluster.faults.add({ kind: "reset" }, { path: "reset" });

  const start = Date.now();
  assert.equal((await ask(cluster, "/healthz?delay")).text, "ok");
  assert.ok(Date.now() - start >= 75);
  const page = await ask(cluster, "/healthz?html");
  assert.equal(page.status, 200);
  assert.match(String(page.headers["content-type"]), /^text\/html/);
  const away = await ask(cluster, "/healthz?away");
  assert.deepEqual([away.status, away.headers.location], [302, "https://192.0.2.1/"]);
  const half = await ask(cluster, "/healthz?half");
  assert.deepEqual([half.status, half.json], [200, undefined]);
  await assert.rejects(ask(cluster, "/healthz?cut"), isHangUp);
  await assert.rejects(ask(cluster, "/healthz?reset"), isHangUp);
  assert.equal(cluster.requests.at(-1)?.status, 0);
});

Deno.test("a black hole reads and never answers", async () => {
  await using cluster = await startControlPlane();
  cluster.faults.add({ kind: "black-hole" });
  const signal = AbortSignal.timeout(100);
  await assert.rejects(ask(cluster, "/healthz", { signal }), { name: "AbortError" });
  assert.equal(cluster.requests.length, 1);
});

Deno.test("bodies can be huge and endless", async () => {
  await using cluster = await startControlPlane();
  cluster.faults.add({ kind: "huge-body" }, { path: "huge" });
  cluster.faults.add({ kind: "endless-body" }, { path: "endless" });
  const huge = await ask(cluster, "/huge");
  assert.equal(huge.text.length, 50_000_000);
  assert.equal(at(huge.json, "kind"), "ConfigMap");
  const signal = AbortSignal.timeout(200);
  await assert.rejects(ask(cluster, "/endless", { signal }), { name: "AbortError" });
});

Deno.test("closing ends what hangs", async () => {
  const cluster = await startControlPlane();
  cluster.faults.add({ kind: "black-hole" }, { path: "hole" });
  cluster.faults.add({ kind: "endless-body" }, { path: "endless" });
  cluster.faults.add({ kind: "delay", milliseconds: 60_000 }, { path: "late" });
  const asked = ["/hole", "/endless", "/late"].map((path) => assert.rejects(ask(cluster, path)));
  const watching = `${requestsPath}?watch=true`;
  asked.push(assert.rejects(ask(cluster, watching, { token: cluster.token })));
  while (cluster.requests.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  await cluster.close();
  await cluster.close();
  await Promise.all(asked);
});

Deno.test("connections can be reset, swallowed, and answered in other languages", async () => {
  await using cluster = await startControlPlane();
  for (const kind of ["reset", "plain-http", "tls-not-http"] as const) {
    cluster.connections.add({ kind }, { times: 1 });
    await assert.rejects(send(`${cluster.url}/healthz`), Error, kind);
    cluster.connections.clear();
  }
  cluster.connections.add({ kind: "black-hole" }, { times: 1 });
  const signal = AbortSignal.timeout(100);
  await assert.rejects(ask(cluster, "/healthz", { signal }), { name: "AbortError" });
  assert.equal(cluster.requests.length, 0);
  assert.equal((await ask(cluster, "/healthz")).text, "ok");
});

Deno.test("plain HTTP on the TLS port gets the real server's answer", async () => {
  await using cluster = await startControlPlane();
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: cluster.port });
  await connection.write(new TextEncoder().encode("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"));
  const buffer = new Uint8Array(1024);
  const text = new TextDecoder().decode(buffer.subarray(0, await connection.read(buffer) ?? 0));
  assert.match(
    text,
    /^HTTP\/1.0 400 Bad Request[\s\S]*Client sent an HTTP request to an HTTPS server.\n$/,
  );
});

Deno.test("bad serving certificates are refused by who checks, and by nobody else", async () => {
  await using cluster = await startControlPlane();
  const kinds = ["other-name", "expired", "not-yet-valid", "other-authority"] as const;
  for (const certificate of kinds) {
    const remove = cluster.connections.add({ kind: "certificate", certificate });
    assert.equal((await send(`${cluster.url}/healthz`)).text, "ok", certificate);
    await assert.rejects(ask(cluster, "/healthz"), Error, certificate);
    remove();
  }
  assert.equal((await ask(cluster, "/healthz")).text, "ok");
});

Deno.test("one connection alone can meet an attacker's certificate", async () => {
  await using cluster = await startControlPlane();
  const attacker = await createAuthority({ name: "attacker" });
  const names = { dns: ["localhost"], ip: ["127.0.0.1"] };
  const certificate = await attacker.issue({ commonName: "a", usage: "server", ...names });
  cluster.connections.add({ kind: "certificate", certificate }, { after: 1, times: 1 });
  assert.equal((await ask(cluster, "/healthz")).text, "ok");
  const caPem = attacker.certificatePem;
  assert.equal((await ask(cluster, "/healthz", { caPem })).text, "ok");
  assert.equal((await ask(cluster, "/healthz")).text, "ok");
});

Deno.test("watches can end, break, fall silent, and be gone", async () => {
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  const { name } = await createRequest(cluster);
  const path = `${requestsPath}?watch=true&fieldSelector=metadata.name%3D${name}`;
  const { token } = cluster;

  cluster.watches.add({ kind: "ends" }, { path: "certificatesigningrequests", times: 1 });
  assert.equal((await ask(cluster, path, { token })).text, "");
  cluster.watches.add({ kind: "ends", afterEvents: 1 }, { times: 1 });
  assert.match((await ask(cluster, path, { token })).text, /^{"type":"ADDED".*}\n$/);

  const lines: string[] = [];
  cluster.watches.add({ kind: "reset", afterEvents: 1 }, { times: 1 });
  const broken = ask(cluster, path, { token, onLine: (line) => lines.push(line) });
  await assert.rejects(broken, isHangUp);
  assert.equal(lines.length, 1);

  cluster.watches.add({ kind: "silence" }, { times: 1 });
  assert.equal((await ask(cluster, `${path}&timeoutSeconds=1`, { token })).text, "");

  cluster.watches.add({ kind: "gone" }, { times: 1 });
  const gone = await ask(cluster, `${path}&resourceVersion=1`, { token });
  assert.equal(at(gone.json, "type"), "ERROR");
  assert.equal(at(gone.json, "object", "code"), 410);
});

Deno.test("a watch from a version replays what came after", async () => {
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  const { name } = await createRequest(cluster);
  const { token } = cluster;
  const path = `${requestsPath}?fieldSelector=metadata.name%3D${name}`;
  const listed = await ask(cluster, path, { token });
  const version = at(listed.json, "metadata", "resourceVersion");
  cluster.approve(name);
  const query = `&watch=true&resourceVersion=${version}&timeoutSeconds=1`;
  const { text } = await ask(cluster, `${path}${query}`, { token });
  const types = text.trim().split("\n").map((line) => at(JSON.parse(line), "type"));
  assert.deepEqual(types, ["MODIFIED", "MODIFIED"]);
});
