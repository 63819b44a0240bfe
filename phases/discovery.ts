import type { JoinContext, JoinPhase } from "../core/context.ts";
import { CLUSTER_INFO_PATH, readClusterInfo } from "../core/discovery/cluster_info.ts";
import type { DiscoverContext } from "../core/discovery/contract.ts";
import { JoinError } from "../core/engine/errors.ts";
import { describeSkew, explainUntrusted } from "../core/node/clock_skew.ts";
import { recallCluster } from "../core/node/recalled_cluster.ts";
import { decide, type TrustPolicy } from "../core/trust/decide.ts";

/**
 * Finds the cluster and makes sure of it: the plugin brings a claim, `core/trust` judges it, and then the
 * same text is read once more over a connection that the judged CA verifies.
 */
export const discovery: JoinPhase<never, "cluster"> = {
  name: "discovery",
  summary: "find the cluster and verify that it is the right one",
  needs: [],
  provides: ["cluster"],
  changes: [],

  validate(ctx) {
    policyOf(ctx);
  },

  async run(_input, ctx) {
    const { emit, options, plugin } = ctx;
    const policy = policyOf(ctx);
    if (plugin === undefined) throw new JoinError("endpoint-missing", "No API server was named");
    let peer: Uint8Array | undefined;
    const context: DiscoverContext = {
      signal: ctx.signal,
      clock: ctx.clock,
      timeoutMs: options.timeouts.discovery,
      async readUnverified(url, because, timeoutMs) {
        const response = await ctx.host.https.request({
          method: "GET",
          url,
          trust: { kind: "insecure", because },
          timeoutMs,
          maxBytes: 1 << 20,
          signal: ctx.signal,
        });
        peer = response.peerCertificate;
        return response;
      },
      waiting: (what, reason) =>
        emit({
          kind: "waiting",
          phase: "discovery",
          what,
          reason,
          deadlineMs: options.timeouts.discovery,
        }),
      warn: (text, hint) => emit({ kind: "note", level: "warning", text, hint }),
    };
    const began = ctx.clock.elapsedMs();
    const claim = await plugin.discover(context);
    const { ca, server } = decide(claim, policy);
    if (ca.because !== "pinned") {
      emit({
        kind: "note",
        level: "warning",
        text: "The cluster's CA is trusted because the token signed it, not because it is pinned",
        hint: `whoever knows the token could have put it there; pin it: ${ca.pins.join(" ")}`,
      });
    }
    for (const refused of ca.refused) {
      emit({
        kind: "note",
        level: "warning",
        text: `The cluster's CA bundle also holds ${refused}, which is not pinned: not trusted`,
        hint: "if it is the cluster's next CA, pin it as well",
      });
    }
    const skew = describeSkew(claim.clockAheadMs);
    if (skew !== undefined) {
      emit({ kind: "problem", phase: "discovery", check: "Clock", level: "warning", ...skew });
    }
    const leftMs = options.timeouts.discovery - (ctx.clock.elapsedMs() - began);
    const confirmed = await readClusterInfo(
      (timeoutMs) =>
        ctx.host.https.request({
          method: "GET",
          url: `https://${claim.endpoint}${CLUSTER_INFO_PATH}`,
          trust: { kind: "ca", ca },
          timeoutMs,
          maxBytes: 1 << 20,
          signal: ctx.signal,
        }),
      {
        clock: ctx.clock,
        signal: ctx.signal,
        timeoutMs: Math.max(1, leftMs),
        waiting: (reason) => context.waiting(`the API server at ${claim.endpoint}`, reason),
      },
    ).catch((error) => {
      throw explainUntrusted(error, {
        peer,
        now: ctx.clock.now(),
        clockAheadMs: claim.clockAheadMs,
        endpoint: claim.endpoint,
      });
    });
    if (confirmed.kubeconfig !== claim.evidence.kubeconfig) {
      throw new JoinError(
        "cluster-info-changed",
        `cluster-info of ${claim.endpoint} is another one over the verified connection`,
      );
    }
    const token = options.tlsBootstrapToken;
    return {
      cluster: {
        server,
        ca,
        ...(token === undefined ? {} : { bootstrapToken: token.bearer }),
        ...(claim.clockAheadMs === undefined ? {} : { clockAheadMs: claim.clockAheadMs }),
      },
    };
  },

  describe({ cluster }) {
    return `${cluster.server}, CA ${cluster.ca.because}`;
  },

  async recall({ host, plugin }) {
    if (plugin !== undefined) return undefined;
    const cluster = await recallCluster(host.files);
    return cluster === undefined ? undefined : { cluster };
  },
};

/** What the operator gave to judge by. @throws JoinError of exit code 3 when something is missing */
function policyOf({ options, plugin }: JoinContext): TrustPolicy {
  if (options.endpoint === undefined && plugin === undefined) {
    throw new JoinError("endpoint-missing", "No API server was named");
  }
  if (options.discoveryToken === undefined) {
    throw new JoinError("token-missing", "No bootstrap token was given");
  }
  if (options.pins.length === 0 && !options.allowUnpinned) {
    throw new JoinError(
      "pin-missing",
      "No CA pin was given: without one, whoever knows the token can pose as the cluster",
    );
  }
  return {
    token: options.discoveryToken,
    pins: options.pins,
    allowUnpinned: options.allowUnpinned,
  };
}
