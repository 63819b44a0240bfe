import assert from "node:assert/strict";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import type { ErrorCode } from "../../core/engine/error_codes.ts";
import { JoinError } from "../../core/engine/errors.ts";
import type { Services, ServiceStatus } from "../../core/host/types.ts";
import { PATHS } from "../../core/node/paths.ts";
import { phases } from "../../phases/manifest.ts";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";
import { failsWith } from "../core/kit/errors.ts";
import { recorder } from "../core/kit/events.ts";
import { fakeServices, flagsFor, joining } from "../core/kit/joining.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

interface Run {
  services?: Partial<Services>;
  flags?: JoinFlags;
  version?: string;
  healthy?: boolean;
  /** What the kubelet does when it is started. */
  started?: (cluster: ControlPlane) => unknown;
}

/** A whole join without preflight, with a service manager that plays the kubelet. */
async function join({ services, flags, version = "v1.37.2", healthy = true, started }: Run) {
  await using root = await temporaryRoot();
  await root.script("/usr/bin/kubelet", `echo Kubernetes ${version}`);
  await Deno.mkdir(`${root.path}/var/lib/kubelet`, { recursive: true });
  const health = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response("", { status: healthy ? 200 : 500 }),
  );
  await using cluster = await startControlPlane({ healthzPort: health.addr.port });
  const actions: string[] = [];
  const record = recorder();
  let error: unknown;
  const outcome = await joining({
    root: root.path,
    phases,
    flags: flagsFor(cluster, { skipPhases: ["preflight"], ...flags }),
    record,
    services: fakeServices({
      restart(unit) {
        actions.push(`restart ${unit}`);
        if (started === undefined) cluster.putNode("n1", { ready: true });
        else started(cluster);
        return Promise.resolve();
      },
      ...services,
    }),
  }).catch((thrown) => void (error = thrown));
  await health.shutdown();
  const patches = cluster.requests.filter(({ method }) => method === "PATCH").length;
  return { outcome, error, actions, record, patches, tree: await root.tree() };
}

Deno.test("finalize starts the kubelet and ends when the Node is there", async () => {
  const { outcome, error, actions, patches } = await join({});
  assert.equal(error, undefined);
  assert.ok(outcome?.ok);
  assert.deepEqual(actions, ["restart kubelet"]);
  assert.equal(patches, 0);
});

Deno.test("finalize annotates the Node for a kubelet before 1.34", async () => {
  const flags = { ignorePreflightErrors: ["KubeletSkew"] };
  const { error, patches } = await join({ version: "v1.33.1", flags });
  assert.equal(error, undefined);
  assert.equal(patches, 1);
});

Deno.test("finalize waits for nothing when it is told so", async () => {
  const { error, record } = await join({
    flags: { wait: "none" },
    healthy: false,
    started: () => {},
  });
  assert.equal(error, undefined);
  assert.ok(!record.of("waiting").some(({ phase }) => phase === "finalize"));
});

Deno.test("finalize says how to start the kubelet where nothing runs the machine", async () => {
  const { error, record } = await join({
    services: { kind: "none", restart: () => assert.fail("there is none") },
    flags: { wait: "none" },
  });
  assert.equal(error, undefined);
  assert.match(record.of("note").at(-1)?.hint ?? "", /kubelet --config=/);
});

const status = (more: Partial<ServiceStatus>) => () =>
  Promise.resolve({ found: true, enabled: true, state: "running", restarts: 0, ...more } as const);
let restarts = 0;

Deno.test.each<{ what: string; code: ErrorCode; says?: RegExp } & Run>([
  {
    what: "a Node that does not appear",
    started: () => {},
    code: "node-timeout",
    says: /Node n1 to appear/,
  },
  {
    what: "a Node that does not become Ready",
    started: (cluster) => cluster.putNode("n1", { ready: false }),
    flags: { wait: "ready" },
    code: "node-timeout",
    says: /to be Ready/,
  },
  { what: "a kubelet that stays unhealthy", healthy: false, code: "kubelet-unhealthy" },
  {
    what: "no unit",
    services: { restart: () => Promise.reject(new JoinError("kubelet-missing", "no unit")) },
    code: "kubelet-missing",
  },
  {
    what: "a start that fails",
    services: { restart: () => Promise.reject(new JoinError("kubelet-start-failed", "no")) },
    code: "kubelet-start-failed",
  },
  {
    what: "a kubelet that has failed",
    healthy: false,
    services: { status: status({ state: "failed" }) },
    code: "kubelet-crashed",
  },
  {
    what: "a kubelet that ends with a telling line",
    healthy: false,
    services: {
      status: () => status({ state: "waiting-to-restart", restarts: ++restarts })(),
      lastLines: () =>
        Promise.resolve([
          '"command failed" err="failed to parse kubelet flag: unknown flag: --network-plugin"',
        ]),
    },
    code: "kubelet-flag-unknown",
  },
  {
    what: "a runtime that is down",
    healthy: false,
    services: {
      lastLines: () =>
        Promise.resolve([
          '"command failed" err="dial unix /run/containerd/containerd.sock: connect: no such file"',
        ]),
    },
    code: "kubelet-runtime-down",
  },
])("finalize makes $code of $what", async ({ code, says = /./, ...run }) => {
  const { error, tree } = await join(run);
  const join_ = await failsWith(code, () => Promise.reject(error ?? new Error("it went well")));
  assert.equal(join_.phase, "finalize");
  assert.match(join_.message, says);
  assert.equal(tree[PATHS.bootstrapConf], undefined);
  assert.ok(tree[PATHS.kubeletConf] !== undefined);
});

Deno.test("finalize shows the kubelet's last words", async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
  const { error } = await join({
    healthy: false,
    services: { lastLines: () => Promise.resolve(lines) },
  });
  const unhealthy = await failsWith("kubelet-unhealthy", () => Promise.reject(error));
  assert.deepEqual(unhealthy.detail.log, lines.slice(-10));
});
