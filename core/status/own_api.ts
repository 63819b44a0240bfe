import { JoinError } from "../engine/errors.ts";
import { createServers } from "../engine/servers.ts";
import type { Host } from "../host/types.ts";
import { type Api, createApi } from "../kube/api.ts";
import type { OwnIdentity } from "../node/own_identity.ts";

/** An answer of the API server; or why there is none, for people. */
export type Answered =
  | { readonly kind: "answer"; readonly status: number; readonly text: string }
  | { readonly kind: "none"; readonly because: string };

/** For one thing that is asked of the cluster, in ms: nobody waits long to be told that it is away. */
const CALL_MS = 2500;

/**
 * The cluster as the node itself sees it: with the certificate that its kubelet has, trusting nothing but the CA
 * in its kubelet.conf.
 *
 * @returns a reason in words where this machine has nothing to ask with
 */
export function apiAsNode(
  identity: OwnIdentity,
  { https, clock, signal }: Pick<Host, "https" | "clock"> & { signal: AbortSignal },
): Api | string {
  if (identity.kind !== "known") return "this machine has no cluster";
  const { server, ca, certificate } = identity;
  if (typeof certificate === "string") return certificate;
  const credential = { client: { certificatePem: certificate.pem, keyPem: certificate.keyPem } };
  const servers = createServers([{ url: server }]);
  return createApi({ servers, ca, credential }, { https, clock, signal, timeoutMs: CALL_MS });
}

/** Reads an object as the node itself. */
export async function ask(
  api: Api | string,
  path: string,
  { what, signal }: { what: string; signal: AbortSignal },
): Promise<Answered> {
  if (typeof api === "string") return { kind: "none", because: api };
  try {
    const { status, text } = await api.call({ method: "GET", path }, what);
    return { kind: "answer", status, text };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof JoinError)) throw error;
    return { kind: "none", because: error.inFull };
  }
}
