import { Buffer } from "node:buffer";
import { createNodeRequest } from "../../../core/trust/certificate_request.ts";
import { generateNodeKey } from "../../../core/trust/node_key.ts";
import { at } from "../support/json.ts";
import { CLUSTER_INFO, CORE, CSRS, type Note, post, SYSTEM } from "./asking.ts";
import { observeNode } from "./node_requests.ts";
import { ask, type Target } from "./target.ts";
import { outline } from "./outline.ts";

/** What was asked, and the outline of the answer. */
export type Observations = Record<string, string>;

/** Asks everything that a joiner and its kubelet ask, and what they must not get. There has to be a Node x1. */
export async function observe(target: Target): Promise<Observations> {
  const seen: Observations = {};
  const { token } = target;
  const tag = crypto.randomUUID().slice(0, 8);

  const note: Note = async function note(name, asked) {
    const answer = await ask(target, { method: "GET", ...asked });
    seen[name] = outline(answer);
    return answer;
  };

  await note("anonymous: cluster-info", { path: CLUSTER_INFO });
  await note("anonymous: another ConfigMap", { path: `${SYSTEM}/kubelet-config` });
  await note("anonymous: /version", { path: "/version" });
  await note("anonymous: /api", { path: "/api" });
  await note("token: cluster-info", { path: CLUSTER_INFO, token });
  await note("unknown token", {
    path: `${SYSTEM}/kubelet-config`,
    token: `zzzzzz${token.slice(6)}`,
  });
  await note("wrong secret", {
    path: `${SYSTEM}/kubelet-config`,
    token: `${token.slice(0, 7)}${"f".repeat(16)}`,
  });
  await note("unknown token: cluster-info", {
    path: CLUSTER_INFO,
    token: `zzzzzz${token.slice(6)}`,
  });
  for (
    const name of ["kubelet-config", "kubelet-config-1.20", "kubelet-config-1.19", "kubeadm-config"]
  ) {
    await note(`token: ${name}`, { path: `${SYSTEM}/${name}`, token });
  }
  await note("token: all ConfigMaps", { path: SYSTEM, token });
  await note("token: absent Node", { path: `${CORE}/nodes/absent`, token });
  await note("token: all Nodes", { path: `${CORE}/nodes`, token });
  await note("token: no such path", { path: "/apis/certificates.k8s.io/v9/x", token });

  const key = generateNodeKey();
  const pem = await createNodeRequest(key, "n1");
  const name = `parity-${tag}`;
  const created = await note("token: CSR", post(token, name, pem));
  const version = String(at(created.json, "metadata", "resourceVersion"));
  await note("token: the CSR's first watch event", {
    path: `${CSRS}?fieldSelector=metadata.name%3D${name}&watch=true&timeoutSeconds=10`,
    token,
  });
  await note("token: CSR again", post(token, name, pem));
  await note("token: CSR that is none", post(token, `${name}-no`, "hello"));
  await note(
    "token: CSR of another PEM type",
    post(token, `${name}-pem`, pem.replaceAll("CERTIFICATE REQUEST", "X")),
  );
  await note(
    "token: CSR without a signer",
    post(token, `${name}-signer`, pem, { signerName: undefined }),
  );
  await note("token: CSR without usages", post(token, `${name}-usages`, pem, { usages: [] }));
  await note(
    "token: CSR with other usages",
    post(token, `${name}-pending`, pem, { usages: ["client auth"] }),
  );
  await note("token: CSR of v1beta1", {
    ...post(token, `${name}-beta`, pem, {}, "v1beta1"),
    path: CSRS.replace("/v1/", "/v1beta1/"),
  });
  await note("token: absent CSR", { path: `${CSRS}/absent`, token });
  await note("token: DELETE of a CSR", { method: "DELETE", path: `${CSRS}/${name}`, token });
  await note("token: approval of a CSR", {
    method: "PATCH",
    path: `${CSRS}/${name}/approval`,
    token,
    body: { status: {} },
  });
  await note("token: watch with an old version", {
    path:
      `${CSRS}?fieldSelector=metadata.name%3D${name}&watch=true&resourceVersion=${version}&timeoutSeconds=10`,
    token,
  });

  const certificatePem = await issued(target, name);
  seen["token: issued CSR"] = outline(
    await ask(target, { method: "GET", path: `${CSRS}/${name}`, token }),
  );
  await observeNode(note, { certificatePem, keyPem: key.pem.reveal() }, tag);
  return seen;
}

async function issued(target: Target, name: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const { json } = await ask(target, {
      method: "GET",
      path: `${CSRS}/${name}`,
      token: target.token,
    });
    const certificate = at(json, "status", "certificate");
    if (typeof certificate === "string") return Buffer.from(certificate, "base64").toString();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`No certificate for ${name}`);
}
