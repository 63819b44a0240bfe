import type { Lab } from "../lab.ts";
import { at, listAt } from "./json.ts";

const BINDING = "kubeadm:node-autoapprove-bootstrap";

/** Removes the binding that lets nodes be approved by themselves, and puts it back in the end. */
export async function manualApproval(cluster: Lab): Promise<AsyncDisposable> {
  const binding = await cluster.object("clusterrolebinding", BINDING);
  await cluster.kubectl("delete", "clusterrolebinding", BINDING);
  return {
    async [Symbol.asyncDispose]() {
      const [apiVersion, kind] = ["rbac.authorization.k8s.io/v1", "ClusterRoleBinding"];
      const [roleRef, subjects] = [at(binding, "roleRef"), at(binding, "subjects")];
      await cluster.apply({ apiVersion, kind, metadata: { name: BINDING }, roleRef, subjects });
    },
  };
}

/** Names of the certificate requests of a token, oldest first. */
export async function requestNames(cluster: Lab): Promise<string[]> {
  const items = listAt(
    await cluster.object("csr", "--sort-by=.metadata.creationTimestamp"),
    "items",
  );
  return items.map((item) => String(at(item, "metadata", "name")));
}
