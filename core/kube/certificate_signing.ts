import { JoinError } from "../engine/errors.ts";
import type { HttpsResponse } from "../host/types.ts";
import { firstInside } from "../trust/der.ts";
import type { Api } from "./api.ts";
import { CertificateSigningRequest, CertificateSigningRequestList, readObject } from "./objects.ts";
import { statusError } from "./status_error.ts";

/** The signer of kubelets' client certificates. */
export const KUBELET_CLIENT_SIGNER = "kubernetes.io/kube-apiserver-client-kubelet";

export interface RequestToSubmit {
  name: string;
  /** PEM of type `CERTIFICATE REQUEST`. */
  pem: string;
  usages: readonly string[];
}

/** A request that is on the server: ours, under our name. */
export interface SubmittedRequest {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** `v1`, or `v1beta1` before Kubernetes 1.19. */
  readonly version: "v1" | "v1beta1";
  readonly object: CertificateSigningRequest;
}

function collection(version: string): string {
  return `/apis/certificates.k8s.io/${version}/certificatesigningrequests`;
}

/**
 * Creates the request, or finds the one that an earlier try of ours left under the same name.
 *
 * @throws JoinError `token-rejected`, `request-forbidden`, `csr-conflict`, `csr-rejected`
 */
export async function submitRequest(api: Api, request: RequestToSubmit): Promise<SubmittedRequest> {
  for (const version of ["v1", "v1beta1"] as const) {
    const response = await api.call({
      method: "POST",
      path: collection(version),
      body: {
        apiVersion: `certificates.k8s.io/${version}`,
        kind: "CertificateSigningRequest",
        metadata: { name: request.name },
        spec: {
          request: new TextEncoder().encode(request.pem).toBase64(),
          signerName: KUBELET_CLIENT_SIGNER,
          usages: request.usages,
        },
      },
    }, "creating the certificate signing request");
    if (response.status === 404 && version === "v1") continue;
    if (response.status === 409) return await adopt(api, version, request);
    return toSubmitted(expectCreated(response), version, request.name);
  }
  throw new JoinError("csr-rejected", "The API server has no API for certificate signing requests");
}

/**
 * Reads a request again, from a list: its version is that of the cluster now. The object's own may be too old
 * for an API server that was started since, however often it is read.
 *
 * @throws JoinError `csr-gone` if it is not there
 */
export async function readRequest(api: Api, known: SubmittedRequest): Promise<SubmittedRequest> {
  const { name, version } = known;
  const what = "reading the certificate signing request";
  const path = `${collection(version)}?fieldSelector=metadata.name%3D${name}`;
  const response = await api.call({ method: "GET", path }, what);
  if (response.status !== 200) throw statusError(response, what);
  const { items, metadata } = readObject(CertificateSigningRequestList, response.text, what);
  const [object] = items ?? [];
  if (object === undefined) {
    throw new JoinError("csr-gone", `Somebody deleted the request ${name}`);
  }
  const { resourceVersion = "" } = metadata;
  return { ...toSubmitted(object, version, name), resourceVersion: numeric(resourceVersion) };
}

/** The path of one request. */
export function requestPath(version: string, name: string): string {
  return `${collection(version)}/${name}`;
}

function get(api: Api, version: string, name: string): Promise<HttpsResponse> {
  return api.call(
    { method: "GET", path: requestPath(version, name) },
    "reading the certificate signing request",
  );
}

/** The path that watches one request from a version on. */
export function requestWatchPath(request: SubmittedRequest, seconds: number): string {
  const query = new URLSearchParams({
    fieldSelector: `metadata.name=${request.name}`,
    watch: "true",
    resourceVersion: request.resourceVersion,
    allowWatchBookmarks: "true",
    timeoutSeconds: String(seconds),
  });
  return `${collection(request.version)}?${query}`;
}

/** The name is made of our key: whoever has a request of that name with another content is not us. */
async function adopt(
  api: Api,
  version: "v1" | "v1beta1",
  request: RequestToSubmit,
): Promise<SubmittedRequest> {
  const response = await get(api, version, request.name);
  const found = toSubmitted(expectOk(response), version, request.name);
  const { spec } = found.object;
  const same = sameRequest(spec.request, request.pem) &&
    (spec.signerName ?? KUBELET_CLIENT_SIGNER) === KUBELET_CLIENT_SIGNER;
  if (same) return found;
  throw new JoinError(
    "csr-conflict",
    `There is a certificate signing request ${request.name} already, and it is not this node's`,
    { hint: `delete it: \`kubectl delete csr ${request.name}\`, then run the same command again` },
  );
}

/**
 * Whether both requests hold the same subject and key: everything up to the signature, which differs each time an
 * EC key signs. The signature itself is judged by the server that takes the request.
 */
export function sameRequest(base64Pem: string, pem: string): boolean {
  try {
    const theirs = new TextDecoder().decode(Uint8Array.fromBase64(base64Pem));
    return signedPart(theirs) === signedPart(pem);
  } catch {
    return false;
  }
}

function signedPart(pem: string): string | undefined {
  const body = /-----BEGIN CERTIFICATE REQUEST-----([^-]*)-----END/.exec(pem)?.[1];
  if (body === undefined) return undefined;
  return firstInside(Uint8Array.fromBase64(body)).toBase64();
}

function expectCreated(response: HttpsResponse): CertificateSigningRequest {
  if (response.status === 200 || response.status === 201) return expectOk(response);
  const error = statusError(response, "creating certificate signing requests");
  if (error.code !== "response-malformed") throw error;
  throw new JoinError("csr-rejected", "The API server did not take the request", {
    cause: error.cause,
    detail: error.detail,
  });
}

function expectOk(response: HttpsResponse): CertificateSigningRequest {
  if (response.status !== 200 && response.status !== 201) {
    throw statusError(response, "reading certificate signing requests");
  }
  return readObject(
    CertificateSigningRequest,
    response.text,
    "the certificate signing request",
  );
}

function toSubmitted(
  object: CertificateSigningRequest,
  version: "v1" | "v1beta1",
  name: string,
): SubmittedRequest {
  const { uid = "", resourceVersion = "" } = object.metadata;
  // The name goes into paths, and into a command that somebody will paste: it is ours or nothing.
  if (object.metadata.name !== name || uid === "") {
    throw new JoinError(
      "response-malformed",
      "The API server's answer is about another certificate signing request",
    );
  }
  return { name, uid, resourceVersion: numeric(resourceVersion), version, object };
}

/** It goes into a path. Without one, a watch begins with what there is. */
function numeric(resourceVersion: string): string {
  return /^\d+$/.test(resourceVersion) ? resourceVersion : "";
}
