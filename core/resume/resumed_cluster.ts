import type { JoinOptions } from "../config/join_options.ts";
import { within } from "../engine/deadline.ts";
import { JoinError } from "../engine/errors.ts";
import type { Cluster } from "../engine/state.ts";
import { recallCluster } from "../node/recalled_cluster.ts";
import { type KeepingContext, keptIdentity, proveIdentity } from "./kept_identity.ts";

/** Where its server is gone, discovery finds another. */
const PROOF_MS = 5000;

/**
 * The cluster that an earlier run of ours joined, if its CA is pinned by this command too, and it takes the
 * node's own certificate: then no token is needed to find it, and none to ask it.
 */
export async function resumeCluster(
  ctx: KeepingContext & { readonly options: Pick<JoinOptions, "pins"> },
): Promise<Cluster | undefined> {
  const { host: { files }, earlier, options: { pins }, emit, signal, clock } = ctx;
  if (pins.length === 0 || !await earlier?.ownsConf()) return undefined;
  try {
    const cluster = await recallCluster(files, pins);
    const identity = cluster === undefined ? undefined : await keptIdentity(cluster, ctx);
    if (cluster === undefined || identity === undefined) return undefined;
    const onTimeout = () => new JoinError("server-silent", `${cluster.server} does not answer`);
    const proof = await within(
      PROOF_MS,
      { clock, signal, onTimeout },
      (limited) => proveIdentity(cluster, identity, { ...ctx, signal: limited }),
    );
    if (proof === undefined) return undefined;
    const { certificatePem, keyPem } = identity;
    return { ...cluster, credential: { client: { certificatePem, keyPem } } };
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof JoinError)) throw thrown;
    const text = `Cannot go on with the server of the earlier run: ${thrown.message}`;
    emit({ kind: "note", level: "info", text, hint: "the cluster is looked for anew" });
    return undefined;
  }
}
