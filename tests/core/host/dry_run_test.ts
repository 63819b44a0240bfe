import assert from "node:assert/strict";
import { DryRunEnd } from "../../../core/engine/runner.ts";
import { createHost } from "../../../core/host/host.ts";
import { isChange } from "../../../core/host/runtime_calls.ts";
import type { Services } from "../../../core/host/types.ts";
import { trustSigned } from "../../../core/trust/ca.ts";
import { recorder } from "../kit/events.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";
import { CA_ONE } from "../kit/vectors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const signal = new AbortController().signal;
const services: Services = {
  kind: "systemd",
  status: () => Promise.resolve({ found: true, enabled: true, state: "running", restarts: 0 }),
  restart: () => assert.fail("a dry run restarts nothing"),
  stop: () => assert.fail("a dry run stops nothing"),
  start: () => assert.fail("a dry run starts nothing"),
  enable: () => assert.fail("a dry run enables nothing"),
  disable: () => assert.fail("a dry run disables nothing"),
  reload: () => assert.fail("a dry run changes no unit"),
  lastLines: () => Promise.resolve([]),
};

async function setUp() {
  const root = await temporaryRoot();
  const record = recorder();
  const host = await createHost({
    root: root.path,
    dryRun: true,
    emit: record.emit,
    version: "0.0.1",
    services,
  });
  return {
    root,
    record,
    host,
    async [Symbol.asyncDispose]() {
      host[Symbol.dispose]();
      await root[Symbol.asyncDispose]();
    },
  };
}

Deno.test("dry run: nothing is written, not even a journal", async () => {
  await using set = await setUp();
  const { root, host: { files } } = set;
  await root.put("/etc/a", "old\n");
  const before = await root.tree();
  await files.makeDirectory("/new", 0o700);
  await files.write("/new/b", "b", { mode: 0o600 });
  await files.write("/etc/a", "new\n", { mode: 0o600 });
  await files.link("/etc/l", "/etc/a", "/etc/t");
  await files.remove("/etc/a");
  assert.deepEqual(await root.tree(), before);
});

Deno.test("dry run: later reads see what would have been written", async () => {
  await using set = await setUp();
  const { root, host: { files } } = set;
  await root.put("/etc/a", "old\n");
  await files.write("/etc/a", "new\n", { mode: 0o600 });
  assert.equal(await files.read("/etc/a"), "new\n");
  assert.equal((await files.stat("/etc/a"))?.mode, 0o600);
  await files.remove("/etc/a");
  assert.equal(await files.read("/etc/a"), undefined);
  assert.equal(await files.stat("/etc/a"), undefined);
  await files.link("/etc/l", "/etc/x", "/etc/t");
  assert.equal(await files.linkTarget("/etc/l"), "/etc/x");
  assert.equal((await files.stat("/etc/l"))?.kind, "link");
  await files.makeDirectory("/d", 0o755);
  assert.equal((await files.stat("/d"))?.kind, "directory");
});

Deno.test("dry run: what a link points to can be read through it", async () => {
  await using set = await setUp();
  const { files } = set.host;
  await files.write("/current", "text", { mode: 0o600 });
  await files.link("/link", "/current", "/t");
  assert.equal(await files.read("/link"), "text");
});

Deno.test("dry run: each change is shown, with a diff unless it is a secret", async () => {
  await using set = await setUp();
  const { root, record, host: { files } } = set;
  await root.put("/etc/a", "one\ntwo\n");
  await root.put("/etc/same", "same");
  await files.write("/etc/a", "one\n2\n", { mode: 0o644 });
  await files.write("/etc/new", "fresh\n", { mode: 0o644 });
  await files.write("/etc/same", "same", { mode: 0o644 });
  await files.write("/etc/key", "hunter2", { mode: 0o600, secret: true });
  await files.remove("/etc/missing");
  const events = record.of("file");
  assert.deepEqual(events.map(({ action, path }) => `${action} ${path}`), [
    "replace /etc/a",
    "create /etc/new",
    "keep /etc/same",
    "create /etc/key",
  ]);
  assert.ok(events.every(({ dryRun }) => dryRun));
  assert.match(
    events[0]?.diff ?? "",
    /^(?:Index: .*\n)?--- \/etc\/a\n\+\+\+ \/etc\/a\n@@ .* @@\n one\n-two\n\+2\n/,
  );
  assert.match(
    events[1]?.diff ?? "",
    /^(?:Index: .*\n)?--- \/dev\/null\n\+\+\+ \/etc\/new\n@@ .* @@\n\+fresh\n/,
  );
  assert.equal(events[2]?.diff, undefined);
  assert.equal(events[3]?.diff, undefined);
  assert.doesNotMatch(JSON.stringify(record.events), /hunter2/);
});

Deno.test("dry run: a change to the cluster or a start of the kubelet ends it", async () => {
  await using set = await setUp();
  const { record, host } = set;
  const trust = { kind: "ca", ca: trustSigned(CA_ONE.pem) } as const;
  const url = "https://127.0.0.1:1/x";
  await assert.rejects(
    host.https.request({ method: "POST", url, trust, timeoutMs: 1, signal }),
    DryRunEnd,
  );
  await assert.rejects(host.services.restart("kubelet", signal), DryRunEnd);
  await host.services.stop("kubelet", signal);
  assert.equal((await host.services.status("kubelet", signal)).state, "running");
  assert.deepEqual(record.events, [
    { kind: "request", method: "POST", url, ms: 0, dryRun: true },
    { kind: "service", action: "restart", unit: "kubelet", ms: 0, dryRun: true },
    { kind: "service", action: "stop", unit: "kubelet", ms: 0, dryRun: true },
  ]);
});

Deno.test("a dry run shows each directory that it would make, once", async () => {
  await using set = await setUp();
  await set.host.files.makeDirectory("/a/b", 0o755);
  await set.host.files.makeDirectory("/a/b/c", 0o755);
  const made = set.record.of("file").map(({ path }) => path);
  assert.deepEqual(made, ["/a", "/a/b", "/a/b/c"]);
  assert.deepEqual(await set.root.tree(), {});
});

Deno.test("a dry run asks the container runtime, and has it change nothing", async () => {
  await using set = await setUp();
  const path = "/runtime.v1.RuntimeService/StopPodSandbox";
  const options = { timeoutMs: 1000 };
  const message = new Uint8Array();
  const answer = await set.host.local.grpc("/run/x.sock", path, message, options);
  assert.equal(answer?.status, 0);
  const look = "/runtime.v1.RuntimeService/Version";
  assert.equal(await set.host.local.grpc("/run/x.sock", look, message, options), undefined);
  assert.deepEqual(set.record.of("request").map(({ url, dryRun }) => [url, dryRun]), [
    [`unix:///run/x.sock${path}`, true],
  ]);
});

Deno.test("only calls that look count as looks", () => {
  for (const name of ["Version", "Status", "RuntimeConfig", "ListPodSandbox", "ImageStatus"]) {
    assert.equal(isChange(`/runtime.v1.RuntimeService/${name}`), false, name);
  }
  for (const name of ["StopPodSandbox", "RemoveImage", "RunPodSandbox", "PullImage", "Exec"]) {
    assert.equal(isChange(`/runtime.v1.RuntimeService/${name}`), true, name);
  }
});

Deno.test("a dry run shows what would become of services, and goes on", async () => {
  await using set = await setUp();
  const { services } = set.host;
  await services.start("containerd", signal);
  await services.enable("kubelet", signal);
  await services.disable("kubelet", signal);
  await services.reload(signal);
  assert.deepEqual(
    set.record.of("service").map(({ action, unit }) => `${action} ${unit}`),
    ["start containerd", "enable kubelet", "disable kubelet"],
  );
});
