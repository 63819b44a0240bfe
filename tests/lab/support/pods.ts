import assert from "node:assert/strict";
import type { Lab } from "../lab.ts";
import { at } from "./json.ts";
import { until } from "./wait.ts";

const LIMIT = 60_000;

/** Makes a pod that stays and one that ends run on a node, and removes them again. */
export async function runsPods(cluster: Lab, node: string): Promise<void> {
  const tag = crypto.randomUUID().slice(0, 8);
  const [staying, ending] = [`staying-${tag}`, `ending-${tag}`];
  await serviceAccount(cluster);
  await cluster.apply(
    pod(staying, node, { image: "lab.local/pause:1" }),
    pod(ending, node, {
      image: "lab.local/busybox:1",
      command: ["sh", "-c", "echo this ran on $NODE"],
      env: [{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
    }),
  );
  await phase(cluster, staying, "Running");
  await phase(cluster, ending, "Succeeded");
  assert.equal((await cluster.kubectl("logs", ending)).trim(), `this ran on ${node}`);
  await cluster.kubectl("delete", "pod", staying, ending, "--force", "--grace-period=0");
}

/** A pod cannot be made before the control plane has made its namespace's account. */
async function serviceAccount(cluster: Lab): Promise<void> {
  await until(
    "the default service account",
    LIMIT,
    () => cluster.object("serviceaccount", "default"),
  );
}

function phase(cluster: Lab, name: string, wanted: string): Promise<unknown> {
  return until(`pod ${name} to be ${wanted}`, LIMIT, async () => {
    const found = at(await cluster.object("pod", name), "status", "phase");
    return found === wanted;
  });
}

function pod(name: string, nodeName: string, container: Record<string, unknown>): unknown {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: {
      nodeName,
      restartPolicy: "Never",
      tolerations: [{ operator: "Exists" }],
      containers: [{ name: "main", imagePullPolicy: "Never", ...container }],
    },
  };
}
