import type { NodeKey } from "./node_key.ts";
import { toPem } from "./pem.ts";

/** User name and group that a kubelet's certificate carries (Kubernetes node authorizer). */
export const NODES_GROUP = "system:nodes";

export function nodeUserName(nodeName: string): string {
  return `system:node:${nodeName}`;
}

/**
 * The usages to ask for. The approver of 1.20 wants all three, although an EC key cannot encipher keys;
 * later ones take two or three.
 */
export const NODE_CLIENT_USAGES = ["digital signature", "key encipherment", "client auth"] as const;

/**
 * A PKCS#10 request for a kubelet's client certificate: subject O then CN, no extensions, ECDSA-SHA256.
 *
 * @returns PEM of type `CERTIFICATE REQUEST`
 */
export async function createNodeRequest(key: NodeKey, nodeName: string): Promise<string> {
  const x509 = await loadX509();
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey("pkcs8", buffer(key.pkcs8.reveal()), algorithm, false, ["sign"]),
    crypto.subtle.importKey("spki", buffer(key.publicKey), algorithm, true, ["verify"]),
  ]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ O: [NODES_GROUP] }, { CN: [nodeUserName(nodeName)] }],
    keys: { privateKey, publicKey },
    signingAlgorithm: algorithm,
  });
  return toPem(new Uint8Array(request.rawData), "CERTIFICATE REQUEST");
}

/** Loaded on first use: `--help` must not pay for it. The reflection shim has to come first. */
export async function loadX509(): Promise<typeof import("@peculiar/x509")> {
  await import("reflect-metadata");
  return await import("@peculiar/x509");
}

function buffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
