export interface Metadata {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
  generateName?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** A stored object; whatever its kind adds beside the metadata is in `content` fields of that kind. */
export interface StoredObject {
  metadata: Metadata;
  spec: Record<string, unknown>;
  status: Record<string, unknown>;
}

export interface StoredEvent {
  type: "ADDED" | "MODIFIED" | "DELETED";
  object: StoredObject;
  resourceVersion: number;
}

/** The present, to the second, as Kubernetes writes times. */
export function timestamp(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
