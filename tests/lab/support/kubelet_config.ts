import { type Lab } from "../lab.ts";
import { at } from "./json.ts";

/** Changes the kubelet configuration that the cluster hands out, and puts the old one back in the end. */
export async function withKubeletConfig(
  cluster: Lab,
  change: (text: string) => string,
): Promise<AsyncDisposable> {
  const name = cluster.version === "1.20" ? "kubelet-config-1.20" : "kubelet-config";
  const before = await cluster.object("-n", "kube-system", "configmap", name);
  const text = String(at(before, "data", "kubelet"));

  async function write(kubelet: string): Promise<void> {
    const metadata = { name, namespace: "kube-system" };
    await cluster.apply({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { kubelet } });
  }
  await write(change(text));
  return { [Symbol.asyncDispose]: () => write(text) };
}
