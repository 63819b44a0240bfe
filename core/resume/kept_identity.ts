import type { Timeouts } from "../config/timeouts.ts";
import { JoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import type { Cluster, NodeIdentity } from "../engine/state.ts";
import type { Clock, Host } from "../host/types.ts";
import { createApi } from "../kube/api.ts";
import { statusError } from "../kube/status_error.ts";
import { loadIdentity, readIdentity } from "../node/identity_store.ts";
import { PATHS } from "../node/paths.ts";
import type { EarlierJoin } from "./earlier_join.ts";

export interface KeepingContext {
  readonly host: Pick<Host, "files" | "https">;
  readonly clock: Clock;
  readonly options: { readonly nodeName: string; readonly timeouts: Timeouts };
  readonly earlier?: EarlierJoin | undefined;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** Dated, as we and the kubelet name them. */
const STORED = /^kubelet-client-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.pem$/;

/**
 * The identity that an earlier run of ours stored, if it is of this cluster and this name and is still good
 * by its dates. What is there and is not good is told, and is no obstacle: another one is asked for.
 */
export async function keptIdentity(
  { ca }: Pick<Cluster, "ca">,
  { host: { files }, clock, options, earlier, emit }: KeepingContext,
): Promise<NodeIdentity | undefined> {
  if (earlier === undefined) return undefined;
  const wanted = { ca, nodeName: options.nodeName, clock };
  try {
    if (await earlier.ownsConf()) return await loadIdentity(files, wanted);
    // It was killed between the certificate and kubelet.conf, which makes it count.
    for (const name of (await files.list(PATHS.kubeletPki)).toReversed()) {
      const path = `${PATHS.kubeletPki}/${name}`;
      if (!STORED.test(name) || !await files.isOurs(path)) continue;
      const stored = await readIdentity(files, path, wanted).catch(() => undefined);
      if (stored !== undefined) return stored;
    }
  } catch (thrown) {
    if (!(thrown instanceof JoinError)) throw thrown;
    const text = `The node's certificate is not used any more: ${thrown.message}`;
    emit({ kind: "note", level: "warning", text, hint: "another one is asked for" });
  }
  return undefined;
}

/**
 * Shows the identity to the cluster, by a read of the Node itself.
 *
 * @returns whether the Node is there; undefined where the cluster does not accept the identity
 * @throws JoinError of the network
 */
export async function proveIdentity(
  cluster: Pick<Cluster, "servers" | "ca">,
  { certificatePem, keyPem, nodeName }: NodeIdentity,
  { host: { https }, clock, options, emit, signal }: KeepingContext,
): Promise<"there" | "absent" | undefined> {
  const what = `reading Node ${nodeName}`;
  const credential = { client: { certificatePem, keyPem } };
  const timeoutMs = options.timeouts.kubernetesAPICall;
  const api = createApi({ ...cluster, credential }, { https, clock, signal, timeoutMs });
  const answer = await api.call({ method: "GET", path: `/api/v1/nodes/${nodeName}` }, what);
  if (answer.status === 200) return "there";
  if (answer.status === 404) return "absent";
  const text = `The cluster does not accept the node's certificate any more: ${
    statusError(answer, what).inFull
  }`;
  emit({ kind: "note", level: "warning", text, hint: "another one is asked for" });
  return undefined;
}
