import { createNodeRequest } from "../../../core/trust/certificate_request.ts";
import { generateNodeKey } from "../../../core/trust/node_key.ts";
import { CLUSTER_INFO, CORE, type Note, post, SYSTEM } from "./asking.ts";
import type { Identity } from "./target.ts";

/** Asks as the node n1, by the certificate that it was given; `tag` makes names its own. */
export async function observeNode(
  note: Note,
  identity: Identity,
  tag: string,
): Promise<void> {
  const own = { path: `${CORE}/nodes/n1`, identity };
  await note("node: own Node, not there yet", own);
  const node = {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "n1", labels: { "kubernetes.io/hostname": "n1" } },
  };
  await note("node: POST of itself", {
    method: "POST",
    path: `${CORE}/nodes`,
    identity,
    body: node,
  });
  await note("node: POST of itself again", {
    method: "POST",
    path: `${CORE}/nodes`,
    identity,
    body: node,
  });
  await note("node: POST of another", {
    method: "POST",
    path: `${CORE}/nodes`,
    identity,
    body: { ...node, metadata: { name: "x2" } },
  });
  await note("node: own Node's first watch event", {
    path: `${CORE}/nodes?fieldSelector=metadata.name%3Dn1&watch=true&timeoutSeconds=10`,
    identity,
  });
  await note("node: another Node", { path: `${CORE}/nodes/x1`, identity });
  await note("node: all Nodes", { path: `${CORE}/nodes`, identity });
  for (const name of ["kubelet-config", "kubelet-config-1.20", "kubeadm-config", "kube-proxy"]) {
    await note(`node: ${name}`, { path: `${SYSTEM}/${name}`, identity });
  }
  await note("node: cluster-info", { path: CLUSTER_INFO, identity });
  const patches: Record<string, unknown> = {
    annotation: {
      metadata: { annotations: { "kubeadm.alpha.kubernetes.io/cri-socket": "unix:///x" } },
    },
    "free label": { metadata: { labels: { "example.com/a": "b" } } },
    "role label": { metadata: { labels: { "node-role.kubernetes.io/worker": "" } } },
    taints: { spec: { taints: [{ key: "a", effect: "NoSchedule" }] } },
  };
  for (const [what, body] of Object.entries(patches)) {
    await note(`node: PATCH of its ${what}`, { ...own, method: "PATCH", body });
  }
  for (const [what, name] of [["another", "x1"], ["an absent", "absent"]]) {
    await note(`node: PATCH of ${what} Node`, {
      method: "PATCH",
      path: `${CORE}/nodes/${name}`,
      identity,
      body: patches.annotation,
    });
  }
  const foreign = post(
    undefined,
    `parity-${tag}-x1`,
    await createNodeRequest(generateNodeKey(), "x1"),
  );
  await note("node: CSR for another name", { ...foreign, identity });
}
