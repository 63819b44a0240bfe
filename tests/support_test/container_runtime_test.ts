import assert from "node:assert/strict";
import {
  type ContainerRuntimeOptions,
  startContainerRuntime,
} from "../support/container_runtime.ts";

const emptyMessage = new Uint8Array(5);

/** One call, the way the product makes it. */
async function call(
  path: string,
  method: string,
  signal = AbortSignal.timeout(5000),
): Promise<{ status: string | null; text: string }> {
  using client = Deno.createHttpClient({
    http1: false,
    http2: true,
    proxy: { transport: "unix", path },
  });
  const response = await fetch(`http://localhost${method}`, {
    method: "POST",
    client,
    headers: { "content-type": "application/grpc", te: "trailers" },
    body: emptyMessage,
    signal,
  });
  const text = new TextDecoder().decode(await response.bytes());
  return { status: response.headers.get("grpc-status"), text };
}

async function start(options: Omit<ContainerRuntimeOptions, "path"> = {}) {
  const directory = await Deno.makeTempDir({ prefix: "cri" });
  const runtime = await startContainerRuntime({ ...options, path: `${directory}/cri.sock` });
  return {
    ...runtime,
    async [Symbol.asyncDispose]() {
      await runtime.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

Deno.test("container runtime answers Version over a unix socket", async () => {
  await using runtime = await start();
  const { status, text } = await call(runtime.path, "/runtime.v1.RuntimeService/Version");
  assert.equal(status, null);
  assert.equal(text, "\0\0\0\0\x1f\n\x050.1.0\x12\ncontainerd\x1a\x06v2.4.2\x22\x02v1");
  assert.deepEqual(runtime.calls, ["/runtime.v1.RuntimeService/Version"]);
});

Deno.test("container runtime says whether its network is ready", async () => {
  await using ready = await start();
  const good = await call(ready.path, "/runtime.v1.RuntimeService/Status");
  assert.ok(good.text.includes("RuntimeReady\x10\x01"));
  assert.ok(good.text.endsWith("NetworkReady\x10\x01"));
  await using bare = await start({ networkReady: false });
  const bad = await call(bare.path, "/runtime.v1.RuntimeService/Status");
  assert.ok(bad.text.includes("RuntimeReady\x10\x01"));
  assert.ok(bad.text.includes("NetworkReady\x1a"));
  assert.ok(bad.text.endsWith("cni plugin not initialized"));
});

Deno.test("container runtime does not know other API versions and methods", async () => {
  await using old = await start({ apis: ["v1alpha2"] });
  const unknown = await call(old.path, "/runtime.v1.RuntimeService/Version");
  assert.equal(unknown.status, "12");
  const known = await call(old.path, "/runtime.v1alpha2.RuntimeService/Version");
  assert.match(known.text, /v1alpha2$/);
  const method = await call(old.path, "/runtime.v1alpha2.RuntimeService/Nonsense");
  assert.equal(method.status, "12");
});

Deno.test("container runtime can hang, and closes all the same", async () => {
  await using runtime = await start({ hangs: true });
  const hanging = call(
    runtime.path,
    "/runtime.v1.RuntimeService/Version",
    AbortSignal.timeout(100),
  );
  await assert.rejects(hanging, { name: "TimeoutError" });
});
