import { stringify } from "yaml";
import type { ControlPlane } from "../../support/control_plane/mod.ts";

export interface KubeconfigParts {
  server: string;
  /** PEM; without one the file has no CA. */
  caPem?: string | undefined;
  /** Further fields of the cluster. */
  cluster?: Record<string, unknown>;
  /** The user of the current context. */
  user?: Record<string, unknown> | undefined;
}

export function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

/** A kubeconfig as an administrator writes one: named cluster, context, user. */
export function kubeconfig({ server, caPem, cluster = {}, user }: KubeconfigParts): string {
  const data = caPem === undefined ? {} : { "certificate-authority-data": base64(caPem) };
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "mine", cluster: { server, ...data, ...cluster } }],
    contexts: [{ name: "c", context: { cluster: "mine", ...(user && { user: "u" }) } }],
    "current-context": "c",
    users: user === undefined ? null : [{ name: "u", user }],
  });
}

/** The discovery file of a running cluster. */
export function fileOf(cluster: ControlPlane, parts: Partial<KubeconfigParts> = {}): string {
  return kubeconfig({
    server: cluster.url,
    caPem: cluster.authority.certificatePem,
    ...parts,
  });
}
