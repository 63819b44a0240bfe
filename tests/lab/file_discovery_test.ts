/** Joins by a discovery file. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { publishedFile, putText, recipeFile, withUser } from "./support/discovery_files.ts";
import { type JoinRun, joins, runJoin } from "./support/join_run.ts";
import { install } from "./support/program.ts";
import { AT_ONCE, refused } from "./support/refusal.ts";
import { untouched } from "./support/untouched.ts";

const FILE = "/root/cluster-info.yaml";
const CLUSTER_INFO = "/api/v1/namespaces/kube-public/configmaps/cluster-info";

/** Joins a fresh node by this file, and takes it away again. */
async function joinBy(
  cluster: Lab,
  name: string,
  text: string,
  args: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
): Promise<JoinRun> {
  await using node = await cluster.node(name);
  await install(node);
  await putText(node, FILE, text);
  for (const [path, content] of Object.entries(files)) await putText(node, path, content);
  if (files["/root/helper"] !== undefined) await node.exec("chmod", "0700", "/root/helper");
  const run = await joins(node, ["--discovery-file", FILE, ...args]);
  assert((await cluster.object("node", name)) !== undefined, `no Node ${name}`);
  const left = await node.attempt("test", "-e", "/etc/kubernetes/bootstrap-kubelet.conf");
  assert.equal(left.code, 1, "a bootstrap file was left behind");
  return run;
}

function notes(run: JoinRun): string {
  return run.events.flatMap((event) => event.kind === "note" ? [event.text] : []).join("\n");
}

/** The administrator's own certificate, as kubeadm keeps it. */
async function adminUser(cluster: Lab): Promise<Record<"certificate" | "key", string>> {
  const conf = await cluster.cp("cat", "/etc/kubernetes/admin.conf");
  const field = (name: string): string =>
    new TextDecoder().decode(
      Uint8Array.fromBase64(new RegExp(`${name}: (\\S+)`).exec(conf)?.[1] ?? ""),
    );
  return { certificate: field("client-certificate-data"), key: field("client-key-data") };
}

for (const version of VERSIONS) {
  labTest(`discovery files of ${version}`, async (t) => {
    await using cluster = await up(version);
    const published = await publishedFile(cluster);
    const { token } = cluster;
    const byToken = ["--tls-bootstrap-token", token];

    await t.step("the documented recipe", async () => {
      const text = await recipeFile(cluster);
      if (version === "1.20") return void await joinBy(cluster, "n1", text, byToken);
      await using node = await cluster.node("n1");
      await install(node);
      await putText(node, FILE, text);
      const args = ["--discovery-file", FILE, ...byToken];
      const run = await untouched(node, () => runJoin(node, args));
      refused(run, "discovery-file-malformed", AT_ONCE);
      const error = run.result.ok ? undefined : run.result.error;
      assert.match(error?.message ?? "", /line 11 is the `kind` of the ConfigMap/);
      assert.match(error?.hint ?? "", /jsonpath='\{\.data\.kubeconfig\}'/);
    });

    await t.step("without a credential, and a token beside it", async () => {
      const earlier = (await cluster.audit()).length;
      const run = await joinBy(cluster, "n2", published, byToken);
      const reads = (await cluster.audit()).slice(earlier).filter(({ uri, userAgent }) =>
        uri.startsWith(CLUSTER_INFO) && userAgent.startsWith("kubeworker/")
      );
      assert.deepEqual(reads.map(({ user, status }) => `${user} ${status}`), [
        "system:anonymous 200",
      ]);
      assert(run.result.ok);
      assert.equal(run.result.caBecause, "in the discovery file");
      assert.equal(notes(run), "");
    });

    await t.step("with a token in it", async () => {
      await joinBy(cluster, "n3", withUser(published, { token }));
    });

    await t.step("with a client certificate in it", async () => {
      const { certificate, key } = await adminUser(cluster);
      const base64 = (text: string): string => new TextEncoder().encode(text).toBase64();
      const user = {
        "client-certificate-data": base64(certificate),
        "client-key-data": base64(key),
      };
      await joinBy(cluster, "n4", withUser(published, user));
      await joinBy(cluster, "n5", withUser(published, user), ["--tls-bootstrap=kubelet"]);
    });

    await t.step("with a client certificate in files beside it", async () => {
      const { certificate, key } = await adminUser(cluster);
      const user = { "client-certificate": "admin.crt", "client-key": "admin.key" };
      await joinBy(cluster, "n6", withUser(published, user), [], {
        "/root/admin.crt": certificate,
        "/root/admin.key": key,
      });
    });

    await t.step("with a credential plugin that the operator allows", async () => {
      const apiVersion = "client.authentication.k8s.io/v1beta1";
      const answer = { apiVersion, kind: "ExecCredential", status: { token } };
      const user = { exec: { apiVersion, command: "/root/helper" } };
      const text = withUser(published, user);
      const files = { "/root/helper": `#!/bin/sh\necho '${JSON.stringify(answer)}'\n` };
      await joinBy(cluster, "n7", text, ["--discovery-file-exec", "/root/helper"], files);
    });

    await t.step("public access to cluster-info turned off", async () => {
      const binding = "kubeadm:bootstrap-signer-clusterinfo";
      await cluster.kubectl("-n", "kube-public", "delete", "rolebinding", binding);
      const run = await joinBy(cluster, "n8", published, byToken);
      assert.match(notes(run), /is verified, but does not show its cluster-info/);
    });
  });

  labTest(`a discovery file on ${version} without anonymous access`, async () => {
    await using cluster = await up(version, "--anonymous-auth=false");
    const published = await publishedFile(cluster);
    const run = await joinBy(cluster, "n1", published, ["--tls-bootstrap-token", cluster.token]);
    assert.match(notes(run), /is verified, but does not show its cluster-info/);
  });
}
