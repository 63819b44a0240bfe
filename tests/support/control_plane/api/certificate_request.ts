import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import type { Dialect } from "../dialect.ts";

const subjectAlternativeName = "2.5.29.17";

/** The request inside `spec.request`. Throws when it is none, or when its signature is wrong. */
export async function parseRequest(base64: string): Promise<x509.Pkcs10CertificateRequest> {
  const pem = requestPem(base64);
  const request = new x509.Pkcs10CertificateRequest(pem);
  if (!await request.verify()) throw new TypeError("x509: signature verification failed");
  return request;
}

export function requestPem(base64: string): string {
  const pem = new TextDecoder().decode(Uint8Array.fromBase64(base64));
  if (!/^-----BEGIN CERTIFICATE REQUEST-----$/m.test(pem)) {
    throw new TypeError("PEM block type must be CERTIFICATE REQUEST");
  }
  return pem;
}

/** Whether a request is exactly what a kubelet asks for; only such a one is approved, or signed, by itself. */
export function recognized(
  request: x509.Pkcs10CertificateRequest,
  usages: readonly string[],
  dialect: Dialect,
): boolean {
  const organizations = request.subjectName.getField("O");
  return organizations.length === 1 && organizations[0] === "system:nodes" &&
    commonNameOf(request).startsWith("system:node:") &&
    !request.extensions.some(({ type }) => type === subjectAlternativeName) &&
    dialect.approvedUsages.includes([...usages].sort().join(","));
}

export function commonNameOf(request: x509.Pkcs10CertificateRequest): string {
  return request.subjectName.getField("CN")[0] ?? "";
}
