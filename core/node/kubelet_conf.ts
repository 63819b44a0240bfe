import { stringify } from "yaml";
import { parseYaml } from "../kube/yaml.ts";
import type { TrustedCa } from "../trust/ca.ts";
import type { Credential } from "../trust/proposal.ts";
import type { Secret } from "../trust/secret.ts";
import { PATHS } from "./paths.ts";

const CA_DATA = "certificate-authority-data";
const STYLE = { compat: "yaml-1.1", lineWidth: 0, indentSeq: false } as const;

/** The kubelet's definitive kubeconfig, in the form that the kubelet itself writes. */
export function kubeletConf(server: string, ca: TrustedCa): string {
  return stringify({
    apiVersion: "v1",
    clusters: [{ cluster: clusterOf(server, ca), name: "default-cluster" }],
    contexts: [{
      context: { cluster: "default-cluster", namespace: "default", user: "default-auth" },
      name: "default-context",
    }],
    "current-context": "default-context",
    kind: "Config",
    users: [{
      name: "default-auth",
      user: {
        "client-certificate": PATHS.clientCurrent,
        "client-key": PATHS.clientCurrent,
      },
    }],
  }, STYLE);
}

/** kubeadm's bootstrap kubeconfig: it holds a secret, so only `--tls-bootstrap=kubelet` writes one. */
export function bootstrapConf(server: string, ca: TrustedCa, credential: Credential): Secret {
  const user = "bearer" in credential ? "tls-bootstrap-token-user" : "tls-bootstrap-user";
  function render(shown: Record<string, string>): string {
    return stringify({
      apiVersion: "v1",
      clusters: [{ cluster: clusterOf(server, ca), name: "kubernetes" }],
      contexts: [{ context: { cluster: "kubernetes", user }, name: `${user}@kubernetes` }],
      "current-context": `${user}@kubernetes`,
      kind: "Config",
      users: [{ name: user, user: shown }],
    }, STYLE);
  }
  if ("bearer" in credential) return credential.bearer.map((token) => render({ token }));
  const { certificatePem, keyPem } = credential.client;
  return keyPem.map((key) =>
    render({
      "client-certificate-data": new TextEncoder().encode(certificatePem).toBase64(),
      "client-key-data": new TextEncoder().encode(key).toBase64(),
    })
  );
}

/** The paths of certificate and key in a kubelet.conf; undefined if it has none. */
export function clientFiles(text: string): { certificate: string; key: string } | undefined {
  const value = parseYaml(text, 64 << 10);
  const users = field(value, "users");
  const user = Array.isArray(users) ? field(users[0], "user") : undefined;
  const certificate = field(user, "client-certificate");
  const key = field(user, "client-key");
  if (typeof certificate !== "string" || typeof key !== "string") return undefined;
  return { certificate, key };
}

/** Whether a kubelet.conf, ours or the kubelet's own, is for this cluster and for the link that we keep. */
export function namesCluster(text: string | undefined, server: string, ca: TrustedCa): boolean {
  if (text === undefined) return false;
  try {
    const clusters = field(parseYaml(text, 64 << 10), "clusters");
    const cluster = Array.isArray(clusters) ? field(clusters[0], "cluster") : undefined;
    const named = clientFiles(text);
    return field(cluster, "server") === server &&
      field(cluster, CA_DATA) === clusterOf(server, ca)[CA_DATA] &&
      named?.certificate === PATHS.clientCurrent && named.key === PATHS.clientCurrent;
  } catch {
    return false;
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function clusterOf(server: string, ca: TrustedCa): Record<string, string> {
  return {
    [CA_DATA]: new TextEncoder().encode(ca.pem).toBase64(),
    server,
  };
}
