import type { Answer, Call, ResourceApi } from "./call.ts";
import { denied } from "./denied.ts";
import type { ObjectStore } from "./object_store.ts";
import type { StoredObject } from "./objects.ts";
import { bodyOf, isRecord } from "./reading.ts";
import { resources } from "./resources.ts";

/** The lease by which a kubelet says that it is alive: a node may keep the one of its name. */
export function leasesApi(store: ObjectStore): ResourceApi {
  return function leases(call: Call): Answer {
    const { caller } = call;
    const body = call.verb === "create" || call.verb === "update" ? bodyOf(call) : {};
    const metadata = isRecord(body.metadata) ? body.metadata : {};
    const name = call.name ?? (typeof metadata.name === "string" ? metadata.name : "");
    const own = caller.kind === "node" && call.namespace === "kube-node-lease" &&
      name === caller.node;
    if (!own) throw denied(call, resources.leases);
    const spec = isRecord(body.spec) ? body.spec : {};
    switch (call.verb) {
      case "get":
        return { kind: "json", status: 200, body: render(store.get(name)) };
      case "create": {
        const created = store.create({ name, namespace: "kube-node-lease" }, { spec, status: {} });
        return { kind: "json", status: 201, body: render(created) };
      }
      case "update": {
        const replaced = store.replace({ ...store.get(name), spec });
        return { kind: "json", status: 200, body: render(replaced) };
      }
      default:
        throw denied(call, resources.leases);
    }
  };
}

function render({ metadata, spec }: StoredObject): Record<string, unknown> {
  return { kind: "Lease", apiVersion: "coordination.k8s.io/v1", metadata, spec };
}
