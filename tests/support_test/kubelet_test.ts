import assert from "node:assert/strict";
import { dirname } from "node:path";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";
import { kubeletConfigText } from "../support/control_plane/kubelet_config.ts";
import { kubeletKubeconfig } from "../support/kubelet/kubeconfig.ts";
import { kubeletService } from "../support/kubelet_service.ts";
import { createNodeRequest } from "../support/pki_requests.ts";
import { at } from "./client.ts";

const pki = "var/lib/kubelet/pki";

/** A directory with what a join leaves on a node, apart from its identity. */
async function nodeRoot(cluster: ControlPlane, healthzPort: number) {
  const root = await Deno.makeTempDir({ prefix: "node" });
  async function write(path: string, text: string) {
    await Deno.mkdir(dirname(`${root}/${path}`), { recursive: true });
    await Deno.writeTextFile(`${root}/${path}`, text, { mode: 0o600 });
  }
  await write("etc/hostname", "n1\n");
  await write("etc/kubernetes/pki/ca.crt", cluster.authority.certificatePem);
  await write("var/lib/kubelet/config.yaml", kubeletConfigText("1.20", healthzPort));
  await write("var/lib/kubelet/kubeadm-flags.env", 'KUBELET_KUBEADM_ARGS=""\n');
  return {
    root,
    write,
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

/** Gives the node an identity as a join does: one file, the link with its absolute target, and `kubelet.conf`. */
async function addIdentity(
  cluster: ControlPlane,
  node: Awaited<ReturnType<typeof nodeRoot>>,
): Promise<void> {
  const { requestPem, keyPem } = await createNodeRequest("n1");
  const certificatePem = await cluster.authority.signRequest(requestPem);
  await node.write(`${pki}/kubelet-client-dated.pem`, `${certificatePem}${keyPem}`);
  await Deno.symlink(
    `/${pki}/kubelet-client-dated.pem`,
    `${node.root}/${pki}/kubelet-client-current.pem`,
  );
  const caPem = cluster.authority.certificatePem;
  await node.write(
    "etc/kubernetes/kubelet.conf",
    kubeletKubeconfig({ server: cluster.url, caPem }),
  );
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function health(port: number): Promise<number | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`);
    await response.text();
    return response.status;
  } catch {
    return undefined;
  }
}

/** Asks again and again, for ten seconds. */
async function eventually<T>(
  ask: () => T | Promise<T>,
  isGood: (value: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + 10_000;
  while (true) {
    const value = await ask();
    if (isGood(value)) return value;
    assert.ok(Date.now() < deadline, `still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function readiness(cluster: ControlPlane): unknown {
  return at(cluster.node("n1"), "status", "conditions", 0, "status");
}

Deno.test("kubelet registers with the identity that it finds and ends on request", async () => {
  await using cluster = await startControlPlane();
  const port = freePort();
  await using node = await nodeRoot(cluster, port);
  await addIdentity(cluster, node);
  await using kubelet = kubeletService({ root: node.root, flags: ["--ready-after", "300"] });
  await kubelet.start();
  assert.equal(kubelet.isActive(), true);
  await eventually(() => readiness(cluster), (status) => status === "False");
  assert.equal(cluster.node("n1")?.metadata.labels?.["kubernetes.io/hostname"], undefined);
  await eventually(() => readiness(cluster), (status) => status === "True");
  assert.equal(cluster.node("n1")?.metadata.labels?.["kubernetes.io/hostname"], "n1");
  assert.equal(await health(port), 200);
  await kubelet.stop();
  assert.equal(kubelet.isActive(), false);
  assert.equal(await health(port), undefined);
});

Deno.test("kubelet bootstraps by itself when it is given a token", async () => {
  await using cluster = await startControlPlane({ issuance: { policy: "hold" } });
  const port = freePort();
  await using node = await nodeRoot(cluster, port);
  const caPem = cluster.authority.certificatePem;
  const withToken = kubeletKubeconfig({ server: cluster.url, caPem })
    .replace(/user:\n.*\n.*\n$/, `user:\n    token: ${cluster.token}\n`);
  await node.write("etc/kubernetes/bootstrap-kubelet.conf", withToken);
  await using kubelet = kubeletService({ root: node.root });
  await kubelet.start();

  const name = await cluster.firstCsr();
  assert.match(name, /^csr-/);
  await eventually(() => health(port), (status) => status === 200);
  const own = await Deno.readTextFile(`${node.root}/etc/kubernetes/kubelet.conf`);
  assert.match(own, /client-key: \/var\/lib\/kubelet\/pki\/kubelet-client-current.pem/);

  cluster.approve(name);
  await eventually(() => readiness(cluster), (status) => status === "True");
  const target = await Deno.readLink(`${node.root}/${pki}/kubelet-client-current.pem`);
  assert.match(target, /^\/var\/lib\/kubelet\/pki\/kubelet-client-\d{4}(-\d\d){5}\.pem$/);
  const stored = await Deno.stat(`${node.root}${target}`);
  assert.equal((stored.mode ?? 0) & 0o777, 0o600);
  assert.match(await Deno.readTextFile(`${node.root}${target}`), /BEGIN EC PRIVATE KEY/);

  await Deno.remove(`${node.root}/etc/kubernetes/bootstrap-kubelet.conf`);
  await kubelet.restart();
  await eventually(() => kubelet.lastLog(), (log) => log.includes("Successfully registered"));
});

Deno.test("kubelet ends with the real one's words when it has nothing to go on", async () => {
  await using cluster = await startControlPlane();
  await using node = await nodeRoot(cluster, 0);
  await using kubelet = kubeletService({ root: node.root });
  await kubelet.start();
  assert.equal(await kubelet.exited(), 1);
  assert.match(kubelet.lastLog(), /unable to load bootstrap kubeconfig: stat \/etc\/kubernetes/);

  await Deno.remove(`${node.root}/etc/kubernetes/pki/ca.crt`);
  await kubelet.restart();
  assert.equal(await kubelet.exited(), 1);
  assert.match(kubelet.lastLog(), /unable to load client CA file \/etc\/kubernetes\/pki\/ca.crt/);

  await Deno.remove(`${node.root}/var/lib/kubelet/config.yaml`);
  await kubelet.restart();
  assert.equal(await kubelet.exited(), 1);
  assert.match(kubelet.lastLog(), /open \/var\/lib\/kubelet\/config.yaml: no such file/);
});

Deno.test("kubelet misbehaves when told", async () => {
  await using cluster = await startControlPlane();
  const port = freePort();
  await using node = await nodeRoot(cluster, port);
  await addIdentity(cluster, node);
  await using crashing = kubeletService({
    root: node.root,
    flags: ["--crash", "failed to run Kubelet: misconfiguration: kubelet cgroup driver"],
  });
  await crashing.start();
  assert.equal(await crashing.exited(), 1);
  assert.match(crashing.lastLog(), /misconfiguration: kubelet cgroup driver/);
  assert.equal(crashing.isActive(), false);

  await using sick = kubeletService({ root: node.root, flags: ["--never-healthy"] });
  await sick.start();
  await eventually(() => health(port), (status) => status === 500);
});
