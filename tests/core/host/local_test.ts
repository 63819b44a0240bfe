import assert from "node:assert/strict";
import { createClock } from "../../../core/host/clock.ts";
import { createLocal } from "../../../core/host/local.ts";
import { startContainerRuntime } from "../../support/container_runtime.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const VERSION = "/runtime.v1.RuntimeService/Version";
const limits = { timeoutMs: 2000 };

Deno.test("local.grpc() calls a method over a unix socket of the root", async () => {
  await using root = await temporaryRoot();
  await using _runtime = await startContainerRuntime({ path: `${root.path}/cri.sock` });
  const reply = await createLocal(root.path).grpc("/cri.sock", VERSION, new Uint8Array(), limits);
  assert.equal(reply?.status, 0);
  assert.match(new TextDecoder().decode(reply?.message), /containerd/);
});

Deno.test("local.grpc() gives the status of a method that is not there", async () => {
  await using root = await temporaryRoot();
  await using _runtime = await startContainerRuntime({ path: `${root.path}/cri.sock` });
  const path = VERSION.replace("v1", "v1alpha2");
  assert.equal(
    (await createLocal(root.path).grpc("/cri.sock", path, new Uint8Array(), limits))?.status,
    12,
  );
});

Deno.test("local.grpc() gives nothing when nobody answers, in time", async () => {
  await using root = await temporaryRoot();
  await using _runtime = await startContainerRuntime({
    path: `${root.path}/hangs.sock`,
    hangs: true,
  });
  await root.put("/file.sock", "");
  const local = createLocal(root.path);
  const began = performance.now();
  for (const socket of ["/missing.sock", "/file.sock", "/hangs.sock"]) {
    assert.equal(
      await local.grpc(socket, VERSION, new Uint8Array(), { timeoutMs: 200 }),
      undefined,
    );
  }
  assert.ok(performance.now() - began < 1500);
});

Deno.test("local.grpc() ends when it is aborted", async () => {
  await using root = await temporaryRoot();
  await using _runtime = await startContainerRuntime({
    path: `${root.path}/cri.sock`,
    hangs: true,
  });
  const abort = new AbortController();
  const call = createLocal(root.path).grpc("/cri.sock", VERSION, new Uint8Array(), {
    ...limits,
    signal: abort.signal,
  });
  setTimeout(() => abort.abort(), 50);
  await assert.rejects(call, { name: "AbortError" });
});

Deno.test("local.httpStatus() gives the status, or nothing", async () => {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    ({ url }) =>
      url.endsWith("/healthz") ? new Response("ok") : new Response("no", { status: 500 }),
  );
  const base = `http://127.0.0.1:${server.addr.port}`;
  const local = createLocal("/");
  const { signal } = new AbortController();
  assert.equal(await local.httpStatus(`${base}/healthz`, 1000, signal), 200);
  assert.equal(await local.httpStatus(`${base}/x`, 1000, signal), 500);
  await server.shutdown();
  assert.equal(await local.httpStatus(`${base}/healthz`, 1000, signal), undefined);
  await assert.rejects(local.httpStatus(`${base}/healthz`, 1000, AbortSignal.abort()), {
    name: "AbortError",
  });
});

Deno.test("local.canListen() tells a port in use from a free one", () => {
  const listener = Deno.listen({ port: 0, hostname: "0.0.0.0" });
  const { port } = listener.addr;
  assert.equal(createLocal("/").canListen(port), false);
  listener.close();
  assert.equal(createLocal("/").canListen(port), true);
});

Deno.test(
  "local.canListen() sees what listens on loopback or IPv6 alone",
  { ignore: !hasIpv6() },
  () => {
    for (const hostname of ["127.0.0.1", "::"]) {
      const listener = Deno.listen({ port: 0, hostname });
      assert.equal(createLocal("/").canListen(listener.addr.port), false, hostname);
      listener.close();
    }
  },
);

Deno.test("local.resolve() gives addresses, or none", async () => {
  assert.ok((await createLocal("/").resolve("localhost")).length > 0);
  assert.deepEqual(await createLocal("/").resolve("no-such-host.invalid"), []);
});

Deno.test("clock.sleep() takes its time, ends with its signal, and leaves no timer", {
  sanitizeOps: true,
}, async () => {
  const clock = createClock();
  const began = clock.elapsedMs();
  await clock.sleep(30, new AbortController().signal);
  assert.ok(clock.elapsedMs() - began >= 29);
  await assert.rejects(clock.sleep(60_000, AbortSignal.abort()), { name: "AbortError" });
  const abort = new AbortController();
  const sleeping = clock.sleep(60_000, abort.signal);
  abort.abort();
  await assert.rejects(sleeping, { name: "AbortError" });
});

function hasIpv6(): boolean {
  try {
    Deno.listen({ port: 0, hostname: "::1" }).close();
    return true;
  } catch {
    return false;
  }
}
