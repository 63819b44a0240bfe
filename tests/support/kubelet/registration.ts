import { requestApi } from "./api_client.ts";
import { log } from "./fatal.ts";
import type { ClusterAccess } from "./kubeconfig.ts";

const heartbeat = 10_000;
const retry = 200;

/**
 * Registers the Node with the node's identity, makes it complete and Ready after so many milliseconds, and keeps its
 * lease from then on. Failures are logged and tried again, without end.
 */
export async function register(
  access: ClusterAccess,
  nodeName: string,
  options: { readyAfter: number },
): Promise<never> {
  const node = `/api/v1/nodes/${nodeName}`;
  await insist("register node", [201, 409], () =>
    requestApi(access, {
      method: "POST",
      path: "/api/v1/nodes",
      body: {
        kind: "Node",
        apiVersion: "v1",
        metadata: { name: nodeName, labels: { "kubernetes.io/os": "linux" } },
        status: { conditions: [ready("False", "KubeletNotReady")] },
      },
    }));
  log("I", `"Successfully registered node" node="${nodeName}"`);
  await wait(options.readyAfter);
  await insist("label node", [200], () =>
    requestApi(access, {
      method: "PATCH",
      path: node,
      body: { metadata: { labels: { "kubernetes.io/hostname": nodeName } } },
    }));
  await insist("update node status", [200], () =>
    requestApi(access, {
      method: "PATCH",
      path: `${node}/status`,
      body: { status: { conditions: [ready("True", "KubeletReady")] } },
    }));
  return await keepLease(access, nodeName);
}

async function keepLease(access: ClusterAccess, nodeName: string): Promise<never> {
  const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  const body = {
    kind: "Lease",
    apiVersion: "coordination.k8s.io/v1",
    metadata: { name: nodeName, namespace: "kube-node-lease" },
    spec: { holderIdentity: nodeName, leaseDurationSeconds: 40 },
  };
  await insist(
    "create lease",
    [201, 409],
    () => requestApi(access, { method: "POST", path: leases, body }),
  );
  while (true) {
    await wait(heartbeat);
    await insist(
      "update lease",
      [200],
      () => requestApi(access, { method: "PUT", path: `${leases}/${nodeName}`, body }),
    );
  }
}

async function insist(
  what: string,
  accepted: number[],
  send: () => Promise<{ status: number; text: string }>,
): Promise<void> {
  while (true) {
    try {
      const answer = await send();
      if (accepted.includes(answer.status)) return;
      log("E", `"Unable to ${what}" err="${answer.text.trim()}"`);
    } catch (error) {
      log("E", `"Unable to ${what}" err="${error}"`);
    }
    await wait(retry);
  }
}

function ready(status: "True" | "False", reason: string): Record<string, string> {
  return { type: "Ready", status, reason, message: `kubelet says ${reason}` };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
