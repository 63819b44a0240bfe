import type { Lab } from "../lab.ts";
import type { Machine } from "./machine.ts";

/** The kubeconfig that a cluster publishes: no user, no context, one cluster without a name. */
export async function publishedFile(cluster: Lab): Promise<string> {
  const path = "jsonpath={.data.kubeconfig}";
  return await cluster.kubectl("-n", "kube-public", "get", "cm", "cluster-info", "-o", path);
}

/** What the documented recipe makes of `kubectl get cm cluster-info -o yaml`. */
export async function recipeFile(cluster: Lab): Promise<string> {
  const yaml = await cluster.kubectl(
    "-n",
    "kube-public",
    "get",
    "cm",
    "cluster-info",
    "-o",
    "yaml",
  );
  const child = new Deno.Command("sh", {
    args: ["-c", 'grep "kubeconfig:" -A11 | grep "apiVersion" -A10 | sed "s/ //"'],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(yaml));
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}

/** Puts a text into a node. */
export async function putText(node: Machine, path: string, text: string): Promise<void> {
  const file = await Deno.makeTempFile({ prefix: "kubeworker-" });
  try {
    await Deno.writeTextFile(file, text);
    await node.put(file, path);
    await node.exec("chmod", "0600", path);
  } finally {
    await Deno.remove(file);
  }
}

/** The published kubeconfig with a user, whose fields these are. */
export function withUser(published: string, user: Record<string, unknown>): string {
  const [, data = ""] = /certificate-authority-data: (\S+)/.exec(published) ?? [];
  const [, server = ""] = /server: (\S+)/.exec(published) ?? [];
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server, "certificate-authority-data": data } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "u@c", context: { cluster: "c", user: "u" } }],
    "current-context": "u@c",
  });
}
