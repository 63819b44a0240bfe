/** Joins that a real API server, or we, must refuse. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { joins, runJoin } from "./support/join_run.ts";
import type { Machine } from "./support/machine.ts";
import { install } from "./support/program.ts";
import { AT_ONCE, refused } from "./support/refusal.ts";
import { elsewhere, REFUSALS } from "./support/refusals.ts";
import { createToken, withToken } from "./support/tokens.ts";
import { untouched } from "./support/untouched.ts";
import { until } from "./support/wait.ts";

/** A cluster that is being set up says "forbidden" for a while, too. */
const SETTLED = 15_000 + AT_ONCE;

/** A web server, with a certificate and all. */
async function refusesWebServer(cluster: Lab, node: Machine): Promise<void> {
  const pki = "/etc/kubernetes/pki/apiserver";
  const files = ["-cert", `${pki}.crt`, "-key", `${pki}.key`];
  cluster.start("cp", "openssl", "s_server", "-quiet", "-www", "-accept", "7443", ...files);
  const args = elsewhere(cluster, 7443);
  const run = await untouched(node, () => runJoin(node, args));
  refused(run, "server-not-kubernetes", AT_ONCE);
}

async function refusesExpired(cluster: Lab, node: Machine): Promise<void> {
  const token = await createToken(cluster, "--ttl", "3s");
  const id = token.slice(0, 6);
  await until(`token ${id} to expire`, 60_000, async () => {
    const all = await cluster.kubectl("get", "-n", "kube-system", "secret", "-o", "name");
    const info = await cluster.kubectl(
      "get",
      "-n",
      "kube-public",
      "cm",
      "cluster-info",
      "-o",
      "json",
    );
    return !all.includes(`bootstrap-token-${id}`) && !info.includes(`jws-kubeconfig-${id}`);
  });
  const args = [...withToken(cluster, token), "--timeout", "discovery=3s"];
  refused(await untouched(node, () => runJoin(node, args)), "token-unknown", 3_000 + AT_ONCE);
}

/** Such a token is good for discovery: it is refused by the first request that shows it. */
async function refusesSigningOnly(cluster: Lab, node: Machine): Promise<void> {
  const token = "signer.0123456789abcdef";
  await cluster.apply({
    apiVersion: "v1",
    kind: "Secret",
    type: "bootstrap.kubernetes.io/token",
    metadata: { name: "bootstrap-token-signer", namespace: "kube-system" },
    stringData: {
      "token-id": "signer",
      "token-secret": token.slice(7),
      "usage-bootstrap-signing": "true",
    },
  });
  const run = await untouched(node, () => runJoin(node, withToken(cluster, token)));
  refused(run, "token-rejected", 3_000 + AT_ONCE);
}

/** A Ready Node is another machine, whatever this one is called. */
async function refusesLivingNode(cluster: Lab): Promise<void> {
  // A machine of its own: the kubelet's configuration is there by then, and its unit tries to start with it.
  await using node = await cluster.node("n3");
  await install(node);
  await using other = await cluster.node("n2");
  await install(other);
  await joins(other, cluster.joinArgs);
  await cluster.ready("n2");
  const before = (await cluster.kubectl("get", "csr", "-o", "name")).split("\n").length;
  const run = await runJoin(node, [...cluster.joinArgs, "--node-name", "n2"]);
  refused(run, "node-exists", AT_ONCE);
  assert.equal((await cluster.kubectl("get", "csr", "-o", "name")).split("\n").length, before);
}

async function refusesClosedClusterInfo(cluster: Lab, node: Machine): Promise<void> {
  const name = "kubeadm:bootstrap-signer-clusterinfo";
  await cluster.kubectl("delete", "-n", "kube-public", "rolebinding", name);
  const run = await untouched(node, () => runJoin(node, cluster.joinArgs));
  refused(run, "cluster-info-forbidden", SETTLED);
}

for (const version of VERSIONS) {
  labTest(`joins that ${version} refuses, or that we refuse`, async (t) => {
    await using cluster = await up(version);
    await using node = await cluster.node("n1");
    await install(node);
    for (const { name, args, code, withinMs, once } of REFUSALS) {
      const ignore = once === true && version !== VERSIONS[0];
      await t.step({
        name,
        ignore,
        async fn() {
          const run = await untouched(node, () => runJoin(node, args(cluster)));
          refused(run, code, withinMs);
        },
      });
    }
    await t.step("a web server", () => refusesWebServer(cluster, node));
    await t.step("an expired token", () => refusesExpired(cluster, node));
    await t.step("a token that may only sign", () => refusesSigningOnly(cluster, node));
    await t.step("a Ready node of the same name", () => refusesLivingNode(cluster));
    await t.step("cluster-info not public", () => refusesClosedClusterInfo(cluster, node));
  });
}

labTest("an API server that knows no anonymous clients", async () => {
  await using cluster = await up(VERSIONS[0], "--anonymous-auth=false");
  await using node = await cluster.node("n1");
  await install(node);
  const run = await untouched(node, () => runJoin(node, cluster.joinArgs));
  refused(run, "cluster-info-forbidden", SETTLED);
});
