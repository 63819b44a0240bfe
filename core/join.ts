import { configurationOver } from "./config/configuration_over.ts";
import { configuredFlags } from "./config/configured_flags.ts";
import type { JoinFlags } from "./config/join_flags.ts";
import { readJoinOptions } from "./config/join_options.ts";
import { readKubeletOptions } from "./config/kubelet_options.ts";
import { withTokenFile } from "./config/token_file.ts";
import {
  readWorkerConfiguration,
  type WorkerConfiguration,
} from "./config/worker_configuration.ts";
import type { JoinContext } from "./context.ts";
import { readCaPins } from "./discovery/ca_pins.ts";
import { chooseDiscovery } from "./discovery/choose.ts";
import type { AnyDiscoveryPlugin } from "./discovery/contract.ts";
import { createBackground } from "./engine/background.ts";
import type { Emit, Outcome } from "./engine/events.ts";
import type { AnyPhase } from "./engine/phase.ts";
import { plan } from "./engine/plan.ts";
import { run } from "./engine/runner.ts";
import type { Host } from "./host/types.ts";
import { createNodeFacts } from "./node/facts.ts";
import { checkRegistration } from "./node/registration.ts";
import { groundOf } from "./trust/ca.ts";

export interface JoinRequest {
  phases: readonly AnyPhase<JoinContext>[];
  plugins: readonly AnyDiscoveryPlugin[];
  flags: JoinFlags;
  /** Of `--config`: it is put over the machine's own. */
  configuration?: WorkerConfiguration | undefined;
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
  const { phases, only, host, emit, signal } = request;
  const standing = await readWorkerConfiguration(host);
  const configuration = request.configuration === undefined
    ? standing
    : configurationOver(request.configuration, standing);
  const flags = await withTokenFile(configuredFlags(request.flags, configuration), configuration, {
    inputs: host.inputs,
    emit,
  });
  const plugin = await chooseDiscovery(request.plugins, flags, { configuration, host, emit });
  const caPins = flags.discoveryCa === undefined
    ? []
    : await readCaPins(flags.discoveryCa, host.inputs);
  const options = {
    ...readJoinOptions(flags, host.machine.hostName(), caPins),
    kubelet: await readKubeletOptions(flags, configuration, { inputs: host.inputs, emit }),
  };
  const facts = createNodeFacts(host, options, signal);
  await checkRegistration(options, { host, facts, signal });
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
  await using background = createBackground(signal);
  const state = await run(steps, {
    host,
    clock: host.clock,
    options,
    plugin,
    alone: only !== undefined,
    facts,
    background: background.start,
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
    ...(cluster === undefined ? {} : {
      server: cluster.server,
      caPins: [...cluster.ca.pins],
      caBecause: groundOf(cluster.ca),
    }),
    ...(plugin === undefined ? {} : { plugin: plugin.facts() }),
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
