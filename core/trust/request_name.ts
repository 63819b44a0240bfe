import { createHash } from "node:crypto";
import { NODES_GROUP, nodeUserName } from "./certificate_request.ts";

/**
 * The name of a node's CertificateSigningRequest: the kubelet's own rule (client-go
 * certificate/csr, DigestedName), so that the same key always asks under the same name.
 *
 * @param publicKey DER SubjectPublicKeyInfo
 */
export function requestName(
  publicKey: Uint8Array,
  nodeName: string,
  usages: readonly string[],
): string {
  const encoder = new TextEncoder();
  const hash = createHash("sha512-256");
  for (
    const item of [
      publicKey,
      ...[nodeUserName(nodeName), NODES_GROUP, ...usages].map((text) => encoder.encode(text)),
    ]
  ) {
    hash.update(item.toBase64({ alphabet: "base64url", omitPadding: true }) + "|");
  }
  return `node-csr-${hash.digest("base64url")}`;
}

/** What an administrator compares before approving: SHA-256 over the public key, in hex pairs. */
export function keyFingerprint(publicKey: Uint8Array): string {
  const hex = createHash("sha256").update(publicKey).digest("hex");
  return `SHA256:${(hex.match(/../g) ?? []).join(":")}`;
}
