import assert from "node:assert/strict";
import type { JoinFlags } from "../../core/config/join_flags.ts";
import { phases } from "../../phases/manifest.ts";
import { failsWith } from "../core/kit/errors.ts";
import { recorder } from "../core/kit/events.ts";
import { fakeServices, flagsFor, joining } from "../core/kit/joining.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { adminConf } from "../support/control_plane/admin_conf.ts";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";

Deno.test.sanitizer({ ops: true, resources: true });

interface Run {
  version?: string;
  flags?: JoinFlags;
  /** Whose kubeconfig sets the configSource. */
  setter?: (cluster: ControlPlane) => Promise<string>;
}

/** A whole join without preflight, with a service manager that plays the kubelet and follows nothing. */
async function join({ version = "v1.20.2", flags, setter }: Run) {
  await using root = await temporaryRoot();
  await root.script("/usr/bin/kubelet", `echo Kubernetes ${version}`);
  await Deno.mkdir(`${root.path}/var/lib/kubelet`, { recursive: true });
  const health = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response(),
  );
  await using cluster = await startControlPlane({ version: "1.20", healthzPort: health.addr.port });
  const kubeconfig = `${root.path}/admin.conf`;
  if (setter !== undefined) {
    await Deno.writeTextFile(kubeconfig, await setter(cluster), { mode: 0o600 });
  }
  const record = recorder();
  let error: unknown;
  await joining({
    root: root.path,
    phases,
    flags: flagsFor(cluster, {
      skipPhases: ["preflight"],
      featureGates: ["DynamicKubeletConfig=true"],
      ...(setter === undefined ? {} : { configSourceKubeconfig: kubeconfig }),
      ...flags,
    }),
    record,
    services: fakeServices({
      restart() {
        cluster.putNode("n1", { ready: true });
        return Promise.resolve();
      },
    }),
  }).catch((thrown) => void (error = thrown));
  await health.shutdown();
  const source = cluster.configSource("n1");
  return { error, record, source, tree: await root.tree(), requests: cluster.requests };
}

Deno.test("a kubeconfig of another cluster changes nothing there", async () => {
  await using other = await startControlPlane({
    version: "1.20",
    nodes: [{ name: "n1", ready: true }],
  });
  const { error } = await join({ setter: () => adminConf(other) });
  const foreign = await failsWith("config-source-foreign", () => Promise.reject(error));
  assert.match(foreign.message, /"n1"/);
  assert.equal(other.configSource("n1"), undefined);
  assert.ok(other.requests.every(({ method }) => method === "GET"));
});

Deno.test("a kubeconfig of no use is refused before anything is done", async () => {
  const { error, requests, tree } = await join({ setter: () => Promise.resolve("nothing: here") });
  await failsWith("discovery-file-malformed", () => Promise.reject(error));
  assert.equal(requests.length, 0);
  assert.equal(tree["/etc/kubernetes/kubelet.conf"], undefined);
});

Deno.test("nobody waits for the kubelet to follow where the time is 0", async () => {
  const { error, source, record } = await join({
    setter: adminConf,
    flags: { timeout: ["configSource=0"] },
  });
  assert.equal(error, undefined);
  assert.equal(source?.name, "kubelet-config-1.20");
  assert.match(record.of("note").at(-1)?.text ?? "", /nobody waits for the kubelet/);
});

Deno.test("with --wait=none the join says what sets the configSource", async () => {
  const { error, record } = await join({ flags: { wait: "none" } });
  assert.equal(error, undefined);
  assert.match(record.of("config-source").at(-1)?.set ?? "", /^kubectl patch node n1 /);
});

Deno.test("a kubelet that does not follow is waited for so long and no longer", async () => {
  const { error } = await join({ setter: adminConf, flags: { timeout: ["configSource=400ms"] } });
  const late = await failsWith("config-source-timeout", () => Promise.reject(error));
  assert.match(late.message, /the kubelet has not read it yet/);
});

Deno.test("the operator's own gate of the kubelet may not be off", async () => {
  const { error, requests } = await join({
    flags: { kubeletExtraArg: ["feature-gates=DynamicKubeletConfig=false"] },
  });
  const off = await failsWith("dynamic-config-unsupported", () => Promise.reject(error));
  assert.match(off.hint, /--kubelet-extra-arg/);
  assert.equal(requests.length, 0);
});
