import type { Dialect } from "../dialect.ts";
import type { Answer, Call, ResourceApi } from "./call.ts";
import { denied } from "./denied.ts";
import type { ObjectStore } from "./object_store.ts";
import type { StoredObject } from "./objects.ts";
import { bodyOf, isRecord, selectedName } from "./reading.ts";
import { resources } from "./resources.ts";
import { refuse } from "./status.ts";
import { listOf } from "./names.ts";
import { restrictNode } from "./node_restriction.ts";
import { patched } from "./patch.ts";
import { nodeTokenGroup } from "./tokens.ts";

export interface NodesOptions {
  dialect: Dialect;
  store: ObjectStore;
  /** Whether the admission plugin NodeRestriction is on, as it is by kubeadm's default. */
  nodeRestriction: boolean;
}

/** Nodes, as the node authorizer and admission let bootstrap tokens and nodes handle them. */
export function nodesApi({ dialect, store, nodeRestriction }: NodesOptions): ResourceApi {
  return function nodes(call: Call): Answer {
    authorize(call);
    switch (call.verb) {
      case "get":
        return { kind: "json", status: 200, body: render(store.get(call.name ?? "")) };
      case "list": {
        const type = { kind: "NodeList", apiVersion: "v1" };
        return { kind: "json", status: 200, body: listOf(store, type, selectedName(call)) };
      }
      case "watch": {
        const name = call.name ?? selectedName(call);
        const selection = name === undefined ? {} : { name };
        return { kind: "watch", store, query: call.query, render, ...selection };
      }
      case "create":
        return { kind: "json", status: 201, body: render(create(call)) };
      case "patch":
        return { kind: "json", status: 200, body: render(patch(call)) };
      default:
        throw denied(call, resources.nodes);
    }
  };

  function authorize(call: Call): void {
    const { caller, verb } = call;
    if (caller.kind === "administrator") return;
    if (caller.kind !== "node") {
      const mayRead = caller.groups.includes(nodeTokenGroup) && verb === "get";
      if (!mayRead) throw denied(call, resources.nodes);
      return;
    }
    if (verb === "create" || verb === "patch") return;
    if (verb !== "get" && verb !== "list" && verb !== "watch") throw denied(call, resources.nodes);
    const name = call.name ?? selectedName(call);
    if (dialect.nodesReadEachOther || name === caller.node) return;
    const what = name === undefined ? "all nodes" : `'${name}'`;
    const because = `node '${caller.node}' cannot read ${what}, only its own Node object`;
    throw denied(call, resources.nodes, because);
  }

  function create(call: Call): StoredObject {
    const body = bodyOf(call);
    const metadata = isRecord(body.metadata) ? body.metadata : {};
    const name = typeof metadata.name === "string" ? metadata.name : "";
    if (name === "") {
      const problem = "Required value: name or generateName is required";
      throw refuse.invalid(resources.nodes, "", "metadata.name", problem);
    }
    const wanted = {
      metadata: {
        ...emptyMetadata,
        name,
        ...texts("labels", metadata),
        ...texts("annotations", metadata),
      },
      spec: isRecord(body.spec) ? body.spec : {},
      status: isRecord(body.status) ? body.status : {},
    };
    if (call.caller.kind === "node" && nodeRestriction) restrictNode(call.caller.node, wanted);
    return store.create(wanted.metadata, wanted);
  }

  function patch(call: Call): StoredObject {
    const name = call.name ?? "";
    if (call.caller.kind === "node" && nodeRestriction && name !== call.caller.node) {
      restrictNode(call.caller.node, {
        metadata: { ...emptyMetadata, name },
        spec: {},
        status: {},
      });
    }
    const before = store.get(name);
    const body = bodyOf(call);
    const result = patched({ ...before }, body, call.contentType);
    const metadata = isRecord(result.metadata) ? result.metadata : {};
    if (metadata.resourceVersion !== before.metadata.resourceVersion) {
      throw refuse.conflict(resources.nodes, name);
    }
    const ofStatus = call.subresource === "status";
    const after: StoredObject = {
      metadata: {
        ...emptyMetadata,
        ...before.metadata,
        labels: {},
        annotations: {},
        ...texts("labels", metadata),
        ...texts("annotations", metadata),
      },
      spec: !ofStatus && isRecord(result.spec) ? result.spec : before.spec,
      status: ofStatus && isRecord(result.status) ? result.status : before.status,
    };
    if (call.caller.kind === "node" && nodeRestriction) {
      restrictNode(call.caller.node, after, before);
    }
    checkConfigSource(name, after);
    return store.replace(after);
  }

  /** Old servers validate the dynamic configuration's source, new ones forget it. */
  function checkConfigSource(name: string, node: StoredObject): void {
    if (dialect.version !== "1.20") {
      delete node.spec.configSource;
      return;
    }
    const source = isRecord(node.spec.configSource) ? node.spec.configSource.configMap : undefined;
    if (!isRecord(source)) return;
    const field = "spec.configSource.configMap";
    for (const key of ["name", "namespace", "kubeletConfigKey"]) {
      if (typeof source[key] === "string" && source[key] !== "") continue;
      throw refuse.invalid(resources.nodes, name, `${field}.${key}`, "Required value");
    }
    for (const key of ["uid", "resourceVersion"]) {
      if (source[key] === undefined || source[key] === "") continue;
      const problem = `Forbidden: ${key} must not be set in spec`;
      throw refuse.invalid(resources.nodes, name, `${field}.${key}`, problem);
    }
  }
}

const emptyMetadata = { name: "", uid: "", resourceVersion: "", creationTimestamp: "" };

function render(object: StoredObject): Record<string, unknown> {
  return { kind: "Node", apiVersion: "v1", ...object };
}

/** The labels or annotations of untyped metadata, as far as they are texts. */
function texts<Key extends "labels" | "annotations">(
  key: Key,
  metadata: Record<string, unknown>,
): { [K in Key]?: Record<string, string> } {
  const value = metadata[key];
  if (!isRecord(value)) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, string] =>
    typeof entry[1] === "string"
  );
  const result: { [K in Key]?: Record<string, string> } = {};
  result[key] = Object.fromEntries(entries);
  return result;
}
