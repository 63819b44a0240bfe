import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { generateKey, type KeyKind, privateKeyPem } from "./pki_keys.ts";

export interface CertificateRequestOptions {
  /** Default: `system:node:<nodeName>`, what a kubelet asks for. */
  commonName?: string;
  /** Default: `system:nodes`. */
  organizations?: string[];
  /** Subject alternative names; a client certificate request with any is never approved. */
  dns?: string[];
  key?: KeyKind;
}

/** A PKCS#10 request and the private key it belongs to, both PEM. */
export interface CertificateRequest {
  requestPem: string;
  keyPem: string;
}

/** Makes the request by which a kubelet asks for its client certificate, or a spoilt one. */
export async function createNodeRequest(
  nodeName: string,
  options: CertificateRequestOptions = {},
): Promise<CertificateRequest> {
  const key = await generateKey(options.key ?? "p256");
  const names = (options.dns ?? []).map((value) => ({ type: "dns", value } as const));
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [
      ...(options.organizations ?? ["system:nodes"]).map((name) => ({ O: [name] })),
      { CN: [options.commonName ?? `system:node:${nodeName}`] },
    ],
    keys: key.pair,
    signingAlgorithm: key.algorithm,
    extensions: names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : [],
  });
  return { requestPem: `${request.toString("pem")}\n`, keyPem: await privateKeyPem(key) };
}
