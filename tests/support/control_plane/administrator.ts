import type { ObjectStore } from "./api/object_store.ts";
import type { StoredObject } from "./api/objects.ts";
import type { CertificateController } from "./certificate_controller.ts";

/** What a person with kubectl does to the cluster while a node joins. */
export interface Administrator {
  /** All certificate requests, oldest first. */
  csrNames(): string[];
  csr(name: string): StoredObject | undefined;
  /** The name of the first certificate request; waits until there is one. */
  firstCsr(): Promise<string>;
  approve(name: string): void;
  deny(name: string, reason?: string): void;
  deleteCsr(name: string): void;
  /** Deletes a request and creates it again: same name and content, another uid. */
  replaceCsr(name: string): void;
  node(name: string): StoredObject | undefined;
  /** Creates or changes a Node. */
  putNode(
    name: string,
    options: { ready: boolean; machineId?: string; productUuid?: string },
  ): void;
  deleteNode(name: string): void;
  /** Makes a Node's kubelet follow a ConfigMap of kube-system. */
  setConfigSource(node: string, name: string, key?: string): void;
  configSource(node: string): { name: string; namespace: string } | undefined;
}

export function administrator(cluster: {
  requests: ObjectStore;
  nodes: ObjectStore;
  controller: CertificateController;
}): Administrator {
  const { requests, nodes, controller } = cluster;
  return {
    csrNames: () => requests.list().map((request) => request.metadata.name),
    csr: (name) => requests.find(name),
    firstCsr() {
      const existing = requests.list()[0];
      if (existing) return Promise.resolve(existing.metadata.name);
      return new Promise((resolve) => {
        const unsubscribe = requests.subscribe((event) => {
          unsubscribe();
          resolve(event.object.metadata.name);
        });
      });
    },
    approve: (name) => controller.approve(name),
    deny: (name, reason) => controller.deny(name, reason),
    deleteCsr: (name) => void requests.remove(name),
    replaceCsr(name) {
      const { metadata, spec } = requests.remove(name);
      requests.create({ name: metadata.name }, { spec, status: {} });
    },
    node: (name) => nodes.find(name),
    putNode(name, { ready, machineId, productUuid }) {
      const conditions = [{ type: "Ready", status: ready ? "True" : "False" }];
      const nodeInfo = machineId === undefined && productUuid === undefined
        ? {}
        : { nodeInfo: { machineID: machineId, systemUUID: productUuid } };
      const existing = nodes.find(name);
      if (existing) {
        nodes.replace({ ...existing, status: { ...existing.status, conditions, ...nodeInfo } });
      } else {
        const labels = { "kubernetes.io/hostname": name };
        nodes.create({ name, labels }, { spec: {}, status: { conditions, ...nodeInfo } });
      }
    },
    deleteNode: (name) => void nodes.remove(name),
    setConfigSource(node, name, kubeletConfigKey = "kubelet") {
      const before = nodes.get(node);
      const configMap = { namespace: "kube-system", name, kubeletConfigKey };
      nodes.replace({ ...before, spec: { ...before.spec, configSource: { configMap } } });
    },
    configSource: (node) => Object(nodes.find(node)?.spec.configSource).configMap,
  };
}
