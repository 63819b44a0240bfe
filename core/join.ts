import { readJoinOptions } from "./config/join_options.ts";
import type { JoinFlags } from "./config/join_flags.ts";
import type { JoinContext } from "./context.ts";
import { type AnyDiscoveryPlugin, choosePlugin } from "./discovery/contract.ts";
import type { Emit, Outcome } from "./engine/events.ts";
import type { AnyPhase } from "./engine/phase.ts";
import { plan } from "./engine/plan.ts";
import { run } from "./engine/runner.ts";
import type { Host } from "./host/types.ts";
import { createNodeFacts } from "./node/facts.ts";

export interface JoinRequest {
  phases: readonly AnyPhase<JoinContext>[];
  plugins: readonly AnyDiscoveryPlugin[];
  flags: JoinFlags;
  /** Run this phase alone. */
  only?: string | undefined;
  host: Host;
  emit: Emit;
  signal: AbortSignal;
}

/**
 * A join, or one phase of it: options, plan, run.
 *
 * @returns the good outcome; a bad one is thrown
 * @throws JoinError
 */
export async function join(request: JoinRequest): Promise<Outcome> {
  const { phases, flags, only, host, emit, signal } = request;
  const options = readJoinOptions(flags, host.machine.hostName());
  const steps = plan(phases, {
    ...(only === undefined ? {} : { only }),
    ...(flags.skipPhases === undefined ? {} : { skip: flags.skipPhases }),
  });
  emit({
    kind: "plan",
    phases: steps.map(({ phase, action }) => ({
      name: phase.name,
      action,
      summary: phase.summary,
    })),
  });
  const dryRun = flags.dryRun ?? false;
  const state = await run(steps, {
    host,
    clock: host.clock,
    options,
    plugin: choosePlugin(request.plugins, flags),
    alone: only !== undefined,
    facts: createNodeFacts(host, options, signal),
    emit,
    signal,
  });
  const { nodeName } = options;
  const whole = only === undefined && steps.every(({ action }) => action === "run");
  const { cluster } = state;
  return {
    ok: true,
    dryRun,
    nodeName,
    ...(cluster === undefined ? {} : { server: cluster.server, caPins: [...cluster.ca.pins] }),
    summary: dryRun
      ? "Nothing was changed: this was a dry run."
      : whole
      ? joined(nodeName, options.wait)
      : only === undefined
      ? "All phases that were not skipped are done."
      : `Phase ${only} is done.`,
  };
}

function joined(nodeName: string, wait: string): string {
  const ready = wait === "ready" ? ", and is Ready" : "";
  const note = wait === "none"
    ? "\nThe kubelet was started; nobody waited for it (--wait=none)."
    : "";
  return `This node has joined the cluster as "${nodeName}"${ready}.${note}\nSee it on the control plane: kubectl get node ${nodeName}`;
}
