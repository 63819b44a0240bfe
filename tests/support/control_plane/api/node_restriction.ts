import type { StoredObject } from "./objects.ts";
import { isRecord } from "./reading.ts";
import { resources } from "./resources.ts";
import { refuse } from "./status.ts";

const allowedLabels = new Set([
  "kubernetes.io/hostname",
  "kubernetes.io/arch",
  "kubernetes.io/os",
  "beta.kubernetes.io/arch",
  "beta.kubernetes.io/os",
  "beta.kubernetes.io/instance-type",
  "node.kubernetes.io/instance-type",
  "topology.kubernetes.io/zone",
  "topology.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region",
]);

/** What the admission plugin NodeRestriction lets a node do to its own Node. Throws what it would answer. */
export function restrictNode(node: string, after: StoredObject, before?: StoredObject): void {
  const name = after.metadata.name;
  function forbidden(why: string) {
    return refuse.forbidden(resources.nodes, name, why);
  }

  if (name !== node) throw forbidden(`node "${node}" is not allowed to modify node "${name}"`);
  if (!before) {
    if (isRecord(after.spec.configSource)) {
      throw forbidden(`node "${node}" is not allowed to create node with non-nil configSource`);
    }
    const labels = Object.keys(after.metadata.labels ?? {}).filter(isRestricted);
    if (labels.length > 0) {
      const list = labels.sort().join(", ");
      throw forbidden(`node "${node}" is not allowed to set the following labels: ${list}`);
    }
    return;
  }
  const source = after.spec.configSource;
  if (isRecord(source) && !equal(source, before.spec.configSource)) {
    throw forbidden(
      `node "${node}" is not allowed to update configSource to a new non-nil configSource`,
    );
  }
  if (!equal(after.spec.taints ?? [], before.spec.taints ?? [])) {
    throw forbidden(`node "${node}" is not allowed to modify taints`);
  }
  const labels = changedKeys(before.metadata.labels ?? {}, after.metadata.labels ?? {})
    .filter(isRestricted);
  if (labels.length > 0) {
    throw forbidden(`is not allowed to modify labels: ${labels.sort().join(", ")}`);
  }
}

function isRestricted(label: string): boolean {
  if (allowedLabels.has(label) || !label.includes("/")) return false;
  const domain = label.slice(0, label.indexOf("/"));
  if (/(^|\.)(kubelet|node)\.kubernetes\.io$/.test(domain)) return false;
  return /(^|\.)(kubernetes|k8s)\.io$/.test(domain);
}

function changedKeys(before: Record<string, string>, after: Record<string, string>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key]);
}

function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
