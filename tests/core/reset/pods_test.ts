import assert from "node:assert/strict";
import { dryHost } from "../../../core/host/dry_run.ts";
import type { Local, ResetHost } from "../../../core/host/types.ts";
import { bytesMessage, textMessage, textOf } from "../../../core/node/protobuf.ts";
import { versionMessage } from "../../support/container_runtime_messages.ts";
import { type Recorder, recorder } from "../kit/events.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";
import { resetting } from "./resetting.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const SOCKET = "/var/run/containerd/containerd.sock";

function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** `PodSandbox`, with a state and a time between the texts, as a runtime sends it. */
function sandbox(id: string, namespace: string, name: string): Uint8Array {
  const metadata = concat(textMessage(1, name), textMessage(2, "uid"), textMessage(3, namespace));
  const state = new Uint8Array([3 << 3, 1, 4 << 3, 0x80, 0x80, 0x01]);
  return bytesMessage(1, concat(textMessage(1, id), bytesMessage(2, metadata), state));
}

interface Runtime {
  calls: string[];
  /** Who was asked for its version. */
  sockets: string[];
  grpc: Local["grpc"];
}

/** A container runtime with two pods, of which one may be stubborn for some tries. */
function runtime({ stubborn = 0, lists = true } = {}): Runtime {
  const calls: string[] = [];
  const sockets: string[] = [];
  let left = stubborn;
  function answer(name: string, message: Uint8Array): { status: number; message: Uint8Array } {
    const empty = new Uint8Array();
    switch (name) {
      case "Version":
        return {
          status: 0,
          message: versionMessage({
            version: "0.1.0",
            runtimeName: "containerd",
            runtimeVersion: "v2.4.2",
            runtimeApiVersion: "v1",
          }),
        };
      case "ListPodSandbox":
        return lists
          ? {
            status: 0,
            message: concat(
              sandbox("aaa", "kube-system", "proxy"),
              sandbox("bbb", "default", "web"),
            ),
          }
          : { status: 12, message: empty };
      case "RemovePodSandbox":
        if (textOf(message, 1) === "bbb" && left-- > 0) return { status: 2, message: empty };
        return { status: 0, message: empty };
      default:
        return { status: 0, message: empty };
    }
  }
  return {
    calls,
    sockets,
    grpc(socket, path, message) {
      const name = path.split("/").at(-1) ?? "";
      if (name === "Version") sockets.push(socket);
      if (name !== "Version") calls.push(`${name} ${textOf(message, 1)}`.trim());
      return Promise.resolve(answer(name, message));
    },
  };
}

/** As a dry run's host wraps what the machine has. */
function withDryLocal(host: ResetHost, { emit }: Recorder): ResetHost {
  return { ...host, local: dryHost(host, emit).local };
}

interface More {
  dryRun?: boolean;
  criSocket?: string;
  files?: Record<string, string>;
}

async function reset(one: Runtime, { files = {}, ...more }: More = {}) {
  const root = await temporaryRoot();
  const record = recorder();
  try {
    await root.put(SOCKET, "");
    await root.put("/etc/kubernetes/kubelet.conf", "x");
    for (const [path, text] of Object.entries(files)) await root.put(path, text);
    return await resetting({
      root: root.path,
      through: (host: ResetHost) => {
        const local = { ...host.local, grpc: one.grpc };
        return more.dryRun ? withDryLocal({ ...host, local }, record) : { ...host, local };
      },
      record,
      ...more,
    });
  } finally {
    await root[Symbol.asyncDispose]();
  }
}

Deno.test("reset stops and removes every pod of the container runtime", async () => {
  const one = runtime();
  const { notes } = await reset(one);
  assert.deepEqual([...one.calls].sort(), [
    "ListPodSandbox",
    "RemovePodSandbox aaa",
    "RemovePodSandbox bbb",
    "StopPodSandbox aaa",
    "StopPodSandbox bbb",
  ]);
  for (const id of ["aaa", "bbb"]) {
    assert.ok(
      one.calls.indexOf(`StopPodSandbox ${id}`) < one.calls.indexOf(`RemovePodSandbox ${id}`),
    );
  }
  assert.ok(
    notes.includes(`Removed 2 pods from the container runtime at ${SOCKET}`),
    String(notes),
  );
});

Deno.test.each([
  { stubborn: 4, gone: true },
  { stubborn: 5, gone: false },
])(
  "reset tries a pod five times: gone $gone after $stubborn failures",
  async ({ stubborn, gone }) => {
    const one = runtime({ stubborn });
    const { notes } = await reset(one);
    assert.equal(one.calls.filter((call) => call === "RemovePodSandbox bbb").length, 5);
    assert.equal(
      notes.includes("The pod default/web (bbb) could not be removed"),
      !gone,
      String(notes),
    );
  },
);

Deno.test("reset says when a runtime does not list its pods, and goes on", async () => {
  const { notes, outcome } = await reset(runtime({ lists: false }));
  assert.ok(notes.some((text) => /does not list its pods/.test(text)));
  assert.deepEqual(outcome.reset?.removed, ["/etc/kubernetes/kubelet.conf"]);
});

Deno.test("a dry run lists the pods, and touches none", async () => {
  const one = runtime();
  const { notes, record } = await reset(one, { dryRun: true });
  const shown = record.of("request").map(({ method, url, dryRun }) => `${method} ${url} ${dryRun}`);
  assert.ok(!one.calls.some((call) => /Stop|Remove/.test(call)), String(one.calls));
  assert.equal(shown.length, 4);
  assert.ok(notes.some((text) => text.startsWith("Would remove 2 pods")), String(notes));
});

Deno.test.each<{ what: string; more: More; asks: string[] }>([
  { what: "the known ones that are there", more: {}, asks: [SOCKET] },
  {
    what: "the one of --cri-socket",
    more: { criSocket: "unix:///run/other.sock" },
    asks: [SOCKET, "/var/run/other.sock"],
  },
  {
    what: "the one of the kubelet's flags, once",
    more: {
      criSocket: "/run/other.sock",
      files: {
        "/var/lib/kubelet/kubeadm-flags.env":
          'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///var/run/other.sock"',
      },
    },
    asks: [SOCKET, "/var/run/other.sock"],
  },
  {
    what: "the one of the kubelet's configuration, which is a known one",
    more: {
      files: {
        "/var/lib/kubelet/instance-config.yaml":
          'containerRuntimeEndpoint: "unix:///run/containerd/containerd.sock"\n',
      },
    },
    asks: [SOCKET],
  },
])("reset asks $what", async ({ more, asks }) => {
  const one = runtime();
  await reset(one, more);
  assert.deepEqual(one.sockets, asks);
});
