import type { ClusterInfo } from "../cluster_info.ts";
import type { Dialect } from "../dialect.ts";
import type { Answer, Call, ResourceApi } from "./call.ts";
import { denied } from "./denied.ts";
import { timestamp } from "./objects.ts";
import { resources } from "./resources.ts";
import { refuse } from "./status.ts";
import { nodeTokenGroup } from "./tokens.ts";

export interface ConfigMapsOptions {
  dialect: Dialect;
  clusterInfo: ClusterInfo;
  kubeletConfig: string;
  /** Further ones of kube-system, by name. Only administrators may read them, and who follows them. */
  others: Readonly<Record<string, Record<string, string>>>;
  /** The name of the ConfigMap that a Node's kubelet is to follow. */
  followedBy(node: string): string | undefined;
}

/** The ConfigMaps that a joiner reads, each readable by whom kubeadm's Roles let, by name. */
export function configMapsApi(options: ConfigMapsOptions): ResourceApi {
  const { dialect, clusterInfo } = options;
  const created = timestamp();
  const forNodes: Record<string, Record<string, string>> = {
    [dialect.kubeletConfigName]: { kubelet: options.kubeletConfig },
    "kubeadm-config": { ClusterConfiguration: clusterConfiguration(dialect) },
  };

  return function configMaps(call: Call): Answer {
    authorize(call);
    const data = call.namespace === "kube-public"
      ? clusterInfo.read()
      : forNodes[call.name ?? ""] ?? options.others[call.name ?? ""] ?? {};
    return {
      kind: "json",
      status: 200,
      body: {
        kind: "ConfigMap",
        apiVersion: "v1",
        metadata: {
          name: call.name,
          namespace: call.namespace,
          uid: (call.name ?? "") in options.others
            ? "6a1f1c1e-7f0c-4d55-9a52-0d6f3f2c8b02"
            : "6a1f1c1e-7f0c-4d55-9a52-0d6f3f2c8b01",
          resourceVersion: "256",
          creationTimestamp: created,
        },
        data,
      },
    };
  };

  function authorize(call: Call): void {
    const about = resources.configMaps;
    const { caller, namespace, name = "" } = call;
    if (caller.kind === "administrator" && call.verb === "get") {
      const there = namespace === "kube-public"
        ? name === "cluster-info" && clusterInfo.switches.access !== "missing"
        : namespace === "kube-system" && (name in forNodes || name in options.others);
      if (!there) throw refuse.notFound(about, name);
      return;
    }
    if (call.verb === "get" && namespace === "kube-public" && name === "cluster-info") {
      const { access } = clusterInfo.switches;
      if (caller.kind === "anonymous" && access !== "binding-deleted") {
        if (access === "missing") throw refuse.notFound(about, name);
        return;
      }
    }
    const forNode = call.verb === "get" && namespace === "kube-system" && name in forNodes;
    if (forNode && caller.kind === "node") return;
    const followed = caller.kind === "node" && call.verb === "get" && name in options.others;
    if (followed && options.followedBy(caller.node) === name) return;
    if (forNode && caller.groups.includes(nodeTokenGroup)) return;
    throw denied(
      call,
      about,
      caller.kind === "node" && call.verb === "get"
        ? `no relationship found between node '${caller.node}' and this object`
        : undefined,
    );
  }
}

function clusterConfiguration(dialect: Dialect): string {
  return [
    `apiVersion: kubeadm.k8s.io/${dialect.version === "1.20" ? "v1beta2" : "v1beta4"}`,
    "clusterName: kubernetes",
    "kind: ClusterConfiguration",
    `kubernetesVersion: ${dialect.gitVersion}`,
    "networking:",
    "  dnsDomain: cluster.local",
    "  serviceSubnet: 10.96.0.0/12",
    "",
  ].join("\n");
}
