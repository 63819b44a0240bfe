import assert from "node:assert/strict";
import { createExec } from "../../../core/host/exec.ts";
import { createFiles } from "../../../core/host/files.ts";
import { createLocal } from "../../../core/host/local.ts";
import { askRuntime, findRuntimes, KNOWN_SOCKETS } from "../../../core/node/container_runtime.ts";
import { createNodeFacts } from "../../../core/node/facts.ts";
import {
  type ContainerRuntimeOptions,
  startContainerRuntime,
} from "../../support/container_runtime.ts";
import { failsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const limits = { timeoutMs: 1000 };
const { signal } = new AbortController();
const [CONTAINERD, CRIO] = KNOWN_SOCKETS;

async function setUp(version = "v1.37.0") {
  const root = await temporaryRoot();
  const running: AsyncDisposable[] = [];
  await root.script("/usr/bin/kubelet", `echo Kubernetes ${version}; echo >> ${root.path}/asked`);
  return {
    root,
    host: {
      files: createFiles(root.path),
      exec: createExec(root.path),
      local: createLocal(root.path),
    },
    async start(socket: string, options: Partial<ContainerRuntimeOptions> = {}) {
      await Deno.mkdir(root.path + socket.slice(0, socket.lastIndexOf("/")), { recursive: true });
      running.push(await startContainerRuntime({ path: root.path + socket, ...options }));
    },
    async [Symbol.asyncDispose]() {
      for (const one of running) await one[Symbol.asyncDispose]();
      await root[Symbol.asyncDispose]();
    },
  };
}

Deno.test.each(
  [
    { socket: CONTAINERD, apis: ["v1"], api: "v1" },
    { socket: CONTAINERD, apis: ["v1", "v1alpha2"], api: "v1" },
    { socket: CONTAINERD, apis: ["v1alpha2"], api: "v1alpha2" },
    { socket: `unix://${CONTAINERD}`, apis: ["v1"], api: "v1" },
  ] as const,
)("askRuntime() reads name and version from $socket by $api", async ({ socket, apis, api }) => {
  await using set = await setUp();
  await set.start(CONTAINERD, { apis });
  const found = await askRuntime(set.host.local, socket, limits);
  assert.deepEqual(found, { socket, answer: { name: "containerd", version: "v2.4.2", api } });
});

Deno.test("askRuntime() and findRuntimes() tell an answer from a dead socket", async () => {
  await using set = await setUp();
  await set.start(CONTAINERD, { apis: [] });
  await set.start(CRIO, { runtimeName: "cri-o" });
  const found = await findRuntimes(set.host.files, set.host.local, limits);
  assert.deepEqual(found.map(({ socket, answer }) => [socket, answer?.name]), [[
    CONTAINERD,
    undefined,
  ], [CRIO, "cri-o"]]);
});

Deno.test.each([
  { what: "the one that answers", start: [CRIO], is: `unix://${CRIO}` },
  { what: "containerd when none is there", start: [], is: `unix://${CONTAINERD}` },
])("facts.containerRuntime() chooses $what", async ({ start, is }) => {
  await using set = await setUp();
  for (const socket of start) await set.start(socket);
  const facts = createNodeFacts(set.host, { criSocket: undefined }, signal);
  const { socket, answer } = await facts.containerRuntime();
  assert.equal(socket, is);
  assert.equal(answer !== undefined, start.length > 0);
});

Deno.test("facts.containerRuntime() asks the operator when several answer", async () => {
  await using set = await setUp();
  await set.start(CONTAINERD);
  await set.start(CRIO, { runtimeName: "cri-o" });
  const facts = createNodeFacts(set.host, { criSocket: undefined }, signal);
  const error = await failsWith("cri-socket-malformed", () => facts.containerRuntime());
  assert.match(error.message, /containerd\.sock \(containerd\), .*crio\.sock \(cri-o\)/);
  assert.match(error.hint, /--cri-socket/);
});

Deno.test.each([
  { version: "v1.20.2", given: "/run/x.sock", is: "/run/x.sock" },
  { version: "v1.23.9", given: "unix:///run/x.sock", is: "unix:///run/x.sock" },
  { version: "v1.24.0", given: "/run/x.sock", is: "unix:///run/x.sock" },
])(
  "facts.containerRuntime() spells $given for a kubelet $version as $is",
  async ({ version, given, is }) => {
    await using set = await setUp(version);
    const facts = createNodeFacts(set.host, { criSocket: given }, signal);
    assert.equal((await facts.containerRuntime()).socket, is);
  },
);

Deno.test("facts ask the kubelet once, however many want to know", async () => {
  await using set = await setUp();
  const facts = createNodeFacts(set.host, { criSocket: undefined }, signal);
  await Promise.all([facts.kubeletVersion(), facts.kubeletVersion(), facts.containerRuntime()]);
  assert.equal((await set.root.text("/asked")).length, 1);
});
