import type { JoinContext, JoinPhase } from "../core/context.ts";
import type { ChosenPlugin } from "../core/discovery/contract.ts";
import { findCluster, type FoundCluster } from "../core/discovery/find_cluster.ts";
import { pluginContext } from "../core/discovery/plugin_context.ts";
import { JoinError } from "../core/engine/errors.ts";
import { describeSkew } from "../core/node/clock_skew.ts";
import { recallCluster } from "../core/node/recalled_cluster.ts";
import { groundOf } from "../core/trust/ca.ts";
import { requirePolicy, type TrustPolicy } from "../core/trust/decide.ts";
import type { Credential, Proposal } from "../core/trust/proposal.ts";
import { remark } from "./discovery/remarks.ts";
import { trustFacts } from "./discovery/trust_facts.ts";

/**
 * Finds the cluster and makes sure of it: the plugin proposes, `core/trust` judges, and the servers have to
 * prove over verified connections that they are the cluster's.
 */
export const discovery: JoinPhase<never, "cluster"> = {
  name: "discovery",
  summary: "find the cluster and verify that it is the right one",
  needs: [],
  provides: ["cluster"],
  changes: [],

  validate(ctx) {
    const { plugin } = ctx;
    if (plugin === undefined) throw nothingNamed();
    if (!plugin.vouches) requirePolicy(policyOf(ctx));
  },

  async run(_input, ctx) {
    const { emit, options, plugin, clock } = ctx;
    if (plugin === undefined) throw nothingNamed();
    const began = clock.elapsedMs();
    const context = pluginContext(ctx);
    const proposal = await plugin.discover(context);
    emit({ kind: "plugin", ...plugin.facts() });
    const credential = credentialOf(proposal, ctx);
    const leftMs = options.timeouts.discovery - (clock.elapsedMs() - began);
    const source = sourceOf(plugin);
    const found = await findCluster(proposal, policyOf(ctx), {
      https: ctx.host.https,
      local: ctx.host.local,
      clock,
      signal: ctx.signal,
      timeoutMs: Math.max(1, leftMs),
      source,
      waiting: context.waiting,
      warn: context.warn,
      emit,
    });
    emit({ kind: "trust", ...trustFacts(found, proposal, options.discoveryToken) });
    remark(found, proposal, source, emit);
    const skew = describeSkew(found.clockAheadMs);
    if (skew !== undefined) {
      emit({ kind: "problem", phase: "discovery", check: "Clock", level: "warning", ...skew });
    }
    return { cluster: clusterOf(found, credential) };
  },

  async resume(_input, ctx) {
    const { resumeCluster } = await import("../core/resume/resumed_cluster.ts");
    const cluster = await resumeCluster(ctx);
    return cluster === undefined ? undefined : { cluster };
  },

  describe({ cluster }) {
    return `${cluster.server}, CA ${groundOf(cluster.ca)}`;
  },

  async recall({ host, plugin }) {
    if (plugin !== undefined) return undefined;
    const cluster = await recallCluster(host.files);
    return cluster === undefined ? undefined : { cluster };
  },
};

function nothingNamed(): JoinError {
  return new JoinError("endpoint-missing", "No API server was named");
}

function sourceOf(plugin: ChosenPlugin): string {
  return plugin.facts().carrier === "built-in"
    ? "the discovery file"
    : `the proposal of plugin "${plugin.name}"`;
}

function policyOf({ options }: JoinContext): TrustPolicy {
  const { discoveryToken: token, pins, allowUnpinned } = options;
  return { token, pins, allowUnpinned };
}

/** The operator's token goes before whatever the proposal brings. */
function credentialOf(
  proposal: Proposal,
  { options, alone }: JoinContext,
): Credential | undefined {
  const token = options.tlsBootstrapToken;
  if (token !== undefined) return { bearer: token.bearer };
  if (proposal.credential === undefined && !alone) {
    throw new JoinError(
      "credential-missing",
      "No credential was found for the certificate request, and no token was given",
    );
  }
  return proposal.credential;
}

function clusterOf(
  { server, servers, ca, clockAheadMs }: FoundCluster,
  credential: Credential | undefined,
) {
  return {
    server,
    servers,
    ca,
    ...(credential === undefined ? {} : { credential }),
    ...(clockAheadMs === undefined ? {} : { clockAheadMs }),
  };
}
