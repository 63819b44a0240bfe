import assert from "node:assert/strict";
import { startControlPlane } from "../support/control_plane/mod.ts";
import { createNodeRequest } from "../support/pki_requests.ts";
import { at, send } from "./client.ts";

const csrPath = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const nodeUsages = ["digital signature", "key encipherment", "client auth"];

for (const version of ["1.20", "1.37"] as const) {
  Deno.test(`control plane ${version} answers a whole join`, async () => {
    await using cluster = await startControlPlane({ version });
    const { url, token } = cluster;
    const caPem = cluster.authority.certificatePem;
    const configName = version === "1.20" ? "kubelet-config-1.20" : "kubelet-config";

    const info = await send(`${url}/api/v1/namespaces/kube-public/configmaps/cluster-info`);
    assert.equal(info.status, 200);
    const again = await send(`${url}/api/v1/namespaces/kube-public/configmaps/cluster-info`, {
      caPem,
    });
    assert.deepEqual(at(again.json, "data"), at(info.json, "data"));

    const config = await send(`${url}/api/v1/namespaces/kube-system/configmaps/${configName}`, {
      caPem,
      token,
    });
    assert.match(String(at(config.json, "data", "kubelet")), /^healthzPort: 10248$/m);
    const absent = await send(`${url}/api/v1/nodes/n1`, { caPem, token });
    assert.equal(absent.status, 404);
    assert.equal(at(absent.json, "message"), 'nodes "n1" not found');

    const { requestPem, keyPem } = await createNodeRequest("n1");
    const created = await send(`${url}${csrPath}`, {
      caPem,
      token,
      method: "POST",
      body: {
        apiVersion: "certificates.k8s.io/v1",
        kind: "CertificateSigningRequest",
        metadata: { generateName: "csr-" },
        spec: {
          request: btoa(requestPem),
          signerName: "kubernetes.io/kube-apiserver-client-kubelet",
          usages: nodeUsages,
        },
      },
    });
    assert.equal(created.status, 201);
    const name = String(at(created.json, "metadata", "name"));
    assert.match(name, /^csr-[a-z0-9]{5}$/);

    const certificatePem = await new Promise<string>((resolve, reject) => {
      const stop = new AbortController();
      const query = `watch=true&fieldSelector=metadata.name%3D${name}`;
      send(`${url}${csrPath}?${query}`, {
        caPem,
        token,
        signal: stop.signal,
        onLine(line) {
          const certificate = at(JSON.parse(line), "object", "status", "certificate");
          if (typeof certificate !== "string") return;
          resolve(atob(certificate));
          stop.abort();
        },
      }).catch((error) => stop.signal.aborted || reject(error));
    });

    const identity = { certificatePem, keyPem };
    const node = await send(`${url}/api/v1/nodes`, {
      caPem,
      identity,
      method: "POST",
      body: { kind: "Node", apiVersion: "v1", metadata: { name: "n1" } },
    });
    assert.equal(node.status, 201);
    const patched = await send(`${url}/api/v1/nodes/n1`, {
      caPem,
      identity,
      method: "PATCH",
      contentType: "application/strategic-merge-patch+json",
      body: { metadata: { annotations: { "kubeadm.alpha.kubernetes.io/cri-socket": "x" } } },
    });
    assert.equal(patched.status, 200);
    assert.deepEqual(cluster.requests.map(({ user, method, status }) => [user, method, status]), [
      ["system:anonymous", "GET", 200],
      ["system:anonymous", "GET", 200],
      ["system:bootstrap:abcdef", "GET", 200],
      ["system:bootstrap:abcdef", "GET", 404],
      ["system:bootstrap:abcdef", "POST", 201],
      ["system:bootstrap:abcdef", "GET", 200],
      ["system:node:n1", "POST", 201],
      ["system:node:n1", "PATCH", 200],
    ]);
  });
}
