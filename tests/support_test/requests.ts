import assert from "node:assert/strict";
import type { ControlPlane } from "../support/control_plane/mod.ts";
import type { Identity } from "../support/pki.ts";
import { type CertificateRequestOptions, createNodeRequest } from "../support/pki_requests.ts";
import { at, type ClientAnswer, type ClientOptions, send } from "./client.ts";

export const clusterInfoPath = "/api/v1/namespaces/kube-public/configmaps/cluster-info";
export const requestsPath = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

/** A request whose server is verified with the cluster's CA. */
export function ask(
  cluster: ControlPlane,
  path: string,
  options: ClientOptions = {},
): Promise<ClientAnswer> {
  return send(`${cluster.url}${path}`, { caPem: cluster.authority.certificatePem, ...options });
}

/** Creates a certificate request with the cluster's token and returns its name and private key. */
export async function createRequest(
  cluster: ControlPlane,
  options: CertificateRequestOptions & { usages?: string[]; spec?: Record<string, unknown> } = {},
): Promise<{ name: string; keyPem: string; answer: ClientAnswer }> {
  const { requestPem, keyPem } = await createNodeRequest("n1", options);
  const answer = await ask(cluster, requestsPath, {
    method: "POST",
    token: cluster.token,
    body: {
      metadata: { generateName: "csr-" },
      spec: {
        request: btoa(requestPem),
        signerName: "kubernetes.io/kube-apiserver-client-kubelet",
        usages: options.usages ?? ["digital signature", "key encipherment", "client auth"],
        ...options.spec,
      },
    },
  });
  return { name: String(at(answer.json, "metadata", "name")), keyPem, answer };
}

/** Watches one certificate request until an event satisfies `isLast`, and returns all events up to there. */
export async function watchRequest(
  cluster: ControlPlane,
  name: string,
  isLast: (event: unknown) => boolean,
): Promise<unknown[]> {
  const events: unknown[] = [];
  const stop = new AbortController();
  const query = `watch=true&fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}`;
  try {
    await ask(cluster, `${requestsPath}?${query}`, {
      token: cluster.token,
      signal: stop.signal,
      onLine(line) {
        const event: unknown = JSON.parse(line);
        events.push(event);
        if (isLast(event)) stop.abort();
      },
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  return events;
}

export function isIssued(event: unknown): boolean {
  return at(event, "object", "status", "certificate") !== undefined;
}

/** The kinds and states of events, short enough to compare. */
export function outline(events: unknown[]): unknown[] {
  return events.map((event) => [
    at(event, "type"),
    at(event, "object", "status", "conditions", 0, "type"),
    isIssued(event),
  ]);
}

/** The client certificate of a node. */
export function nodeIdentity(cluster: ControlPlane, name = "n1"): Promise<Identity> {
  const organizations = ["system:nodes"];
  const commonName = `system:node:${name}`;
  return cluster.authority.issue({ commonName, organizations, usage: "client" });
}

/** Status and message of a refusal. */
export async function refusal(
  cluster: ControlPlane,
  path: string,
  options: ClientOptions,
): Promise<unknown[]> {
  const { status, json } = await ask(cluster, path, options);
  assert.equal(at(json, "kind"), "Status");
  assert.equal(at(json, "code"), status);
  return [status, at(json, "reason"), at(json, "message")];
}

/** Waits until somebody watches. */
export async function isWatched(cluster: ControlPlane): Promise<void> {
  while (!cluster.requests.some(({ path, status }) => path.includes("watch=") && status === 200)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
