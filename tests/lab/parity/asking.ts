import { Buffer } from "node:buffer";
import type { Answer, Asked } from "./target.ts";

export const CORE = "/api/v1";
export const SYSTEM = `${CORE}/namespaces/kube-system/configmaps`;
export const CLUSTER_INFO = `${CORE}/namespaces/kube-public/configmaps/cluster-info`;
export const CSRS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const SIGNER = "kubernetes.io/kube-apiserver-client-kubelet";
const USAGES = ["digital signature", "key encipherment", "client auth"];

/** Asks something and keeps the outline of the answer under a name. */
export type Note = (
  name: string,
  asked: Omit<Asked, "method"> & Partial<Asked>,
) => Promise<Answer>;

/** A certificate request, as a kubelet sends it but for what `spec` says otherwise. */
export function post(
  token: string | undefined,
  name: string,
  pem: string,
  spec: Record<string, unknown> = {},
  version = "v1",
): Asked {
  const request = Buffer.from(pem).toString("base64");
  return {
    method: "POST",
    path: CSRS,
    token,
    body: {
      apiVersion: `certificates.k8s.io/${version}`,
      kind: "CertificateSigningRequest",
      metadata: { name },
      spec: { request, signerName: SIGNER, usages: USAGES, ...spec },
    },
  };
}
