import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { createHash, randomBytes } from "node:crypto";

/** Milliseconds by which a new certificate is already valid, against clocks that disagree. */
export const backdating = 300_000;

/** The pin of a certificate: `sha256:<hex>` over its SubjectPublicKeyInfo as it stands in the certificate. */
export function pinOf(certificatePem: string): string {
  const spki = new Uint8Array(new x509.X509Certificate(certificatePem).publicKey.rawData);
  return `sha256:${createHash("sha256").update(spki).digest("hex")}`;
}

/** A positive serial number of 64 random bits, in hex. */
export function serial(): string {
  return `00${randomBytes(8).toString("hex")}`;
}
