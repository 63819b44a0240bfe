import type { JoinContext } from "../../core/context.ts";
import { shownDeadline, within } from "../../core/engine/deadline.ts";
import { JoinError } from "../../core/engine/errors.ts";
import { DryRunEnd } from "../../core/engine/runner.ts";
import type { Cluster, NodeIdentity } from "../../core/engine/state.ts";
import { loadIdentity } from "../../core/node/identity_store.ts";
import { whileKubeletRuns } from "../../core/node/kubelet_watch.ts";
import { bootstrapConf } from "../../core/node/kubelet_conf.ts";
import { directoryOf, PATHS } from "../../core/node/paths.ts";

const POLL_MS = 200;
/** To clean up after an interruption, whose own signal no longer lets anything wait. */
const CLEANUP_MS = 15_000;

/**
 * Leaves the request to the kubelet, as kubeadm does. For that the token has to be on the disk: the file
 * goes as soon as the certificate is there. If we give up, the kubelet is stopped before the file goes,
 * else it would crash at each of its starts.
 */
export async function bootstrapByKubelet(
  cluster: Cluster,
  ctx: JoinContext,
): Promise<NodeIdentity> {
  const { host, clock, options, emit } = ctx;
  if (cluster.credential === undefined) {
    throw new JoinError("credential-missing", "No credential was given for the kubelet");
  }
  const { files } = host;
  const deadlineMs = options.timeouts.tlsBootstrap;
  const what = "the kubelet to get its certificate";
  const hadConf = await files.stat(PATHS.kubeletConf) !== undefined;
  const hadCa = await files.stat(options.caPath) !== undefined;
  async function removeToken(): Promise<void> {
    await files.remove(PATHS.bootstrapConf, { secret: true }).catch(() => {});
  }
  const conf = bootstrapConf(cluster.server, cluster.ca, cluster.credential);
  const { signal } = ctx;
  const { server } = cluster;
  // Before the token is on the disk.
  await ctx.hooks?.run("beforeKubelet", { nodeName: options.nodeName, server, emit, signal });
  await files.makeDirectory(PATHS.kubernetes, 0o755);
  await files.makeDirectory(directoryOf(options.caPath), 0o755);
  await files.write(options.caPath, cluster.ca.pem, { mode: 0o644 });
  const began = clock.elapsedMs();
  let identity: NodeIdentity | undefined;
  try {
    await files.write(PATHS.bootstrapConf, conf.reveal(), { mode: 0o600, secret: true });
    await host.services.restart("kubelet", ctx.signal);
    emit({ kind: "waiting", phase: "tls-bootstrap", what, ...shownDeadline(deadlineMs) });
    identity = await within(
      deadlineMs,
      {
        clock,
        signal: ctx.signal,
        onTimeout: () =>
          new JoinError(
            "csr-timeout",
            `The kubelet got no certificate within ${deadlineMs / 1000} s`,
            { hint: "`kubectl get csr` shows whether its request waits for approval" },
          ),
      },
      (limited) =>
        whileKubeletRuns(
          { ...ctx, signal: limited },
          (running) => awaitFiles(cluster, { ...ctx, signal: running }),
        ),
    );
    emit({ kind: "waited", phase: "tls-bootstrap", what, ms: clock.elapsedMs() - began });
    await files.remove(PATHS.bootstrapConf, { secret: true });
    return { ...identity, kubeletStarted: true };
  } catch (error) {
    if (error instanceof DryRunEnd) throw error;
    // Whoever interrupted may do so again, and that ends the program at once: then the token goes first.
    if (ctx.signal.aborted) await removeToken();
    if (identity !== undefined) {
      // It has its certificate, and needs the token no more: what it runs on stays for the next try.
      await removeToken();
      throw error;
    }
    const limit = new AbortController();
    const timer = clock.sleep(CLEANUP_MS, limit.signal).then(() => limit.abort(), () => {});
    await host.services.stop("kubelet", limit.signal).catch(() => {});
    await removeToken();
    // The kubelet writes it before it has a certificate; without one it only stands in the next try's way.
    if (!hadConf) await files.remove(PATHS.kubeletConf, { secret: true }).catch(() => {});
    if (!hadCa) await files.remove(options.caPath).catch(() => {});
    limit.abort();
    await timer;
    throw error;
  }
}

async function awaitFiles(cluster: Cluster, ctx: JoinContext): Promise<NodeIdentity> {
  for (;;) {
    const identity = await loadIdentity(ctx.host.files, {
      ca: cluster.ca,
      nodeName: ctx.options.nodeName,
      clock: ctx.clock,
    });
    if (identity !== undefined) return identity;
    await ctx.clock.sleep(POLL_MS, ctx.signal);
  }
}
