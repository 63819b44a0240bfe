import { configurationOver } from "./config/configuration_over.ts";
import { configuredFlags } from "./config/configured_flags.ts";
import type { JoinFlags } from "./config/join_flags.ts";
import { readJoinOptions } from "./config/join_options.ts";
import { readKubeletOptions } from "./config/kubelet_options.ts";
import { withTokenFile } from "./config/token_file.ts";
import {
  type HookList,
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
import type { JoinState } from "./engine/state.ts";
import type { Hooks } from "./hooks/hooks.ts";
import type { Host, ResetHost } from "./host/types.ts";
import { endUnwell, endWell, sayWhatIsThere } from "./resume/ending.ts";
import type { EarlierJoin } from "./resume/earlier_join.ts";
import { refuseOtherJoin } from "./resume/same_join.ts";
import { createNodeFacts } from "./node/facts.ts";
import { checkRegistration } from "./node/registration.ts";
import { groundOf } from "./trust/ca.ts";

type Joined = Outcome & { ok: true };

export interface JoinRequest {
  phases: readonly AnyPhase<JoinContext>[];
  plugins: readonly AnyDiscoveryPlugin[];
  flags: JoinFlags;
  /** Of `--config`: it is put over the machine's own. */
  configuration?: WorkerConfiguration | undefined;
  /** Run this phase alone. */
  only?: string | undefined;
  host: Host;
  /** The machine for taking back what a join did that has failed. */
  resetHost(): Promise<ResetHost & Disposable>;
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
    ...readJoinOptions(flags, host.machine.hostName(), caPins, host.machine.os),
    kubelet: await readKubeletOptions(flags, configuration, { inputs: host.inputs, emit }),
  };
  const { dryRun } = options;
  const hooks = configuration.hooks && await hooksOf(configuration.hooks, {
    host,
    emit,
    shown: dryRun && only === undefined,
  });
  const earlier = await earlierJoin(host);
  if (only === undefined) refuseOtherJoin(earlier, options);
  emit({ kind: "node", name: options.nodeName });
  const facts = createNodeFacts(host, options, signal);
  await checkRegistration(options, { host, facts, signal });
  const steps = plan(phases, {
    ...(only === undefined ? {} : { only }),
    ...(flags.skipPhases === undefined ? {} : { skip: flags.skipPhases }),
  });
  const changing = options.fix.length > 0 ||
    steps.some(({ phase, action }) => action === "run" && phase.changes.length > 0);
  if (changing && !dryRun) await host.journal.refuseHeld();
  emit({
    kind: "plan",
    phases: steps.map(({ phase, action }) => ({
      name: phase.name,
      action,
      summary: phase.summary,
    })),
  });
  if (only === undefined) sayWhatIsThere(earlier, emit);
  await using background = createBackground(signal);
  const ctx: JoinContext = {
    host,
    clock: host.clock,
    options,
    plugin,
    hooks: dryRun ? undefined : hooks,
    alone: only !== undefined,
    facts,
    background: background.start,
    emit,
    signal,
    earlier,
  };
  const state: Partial<JoinState> = {};
  await run(steps, ctx, state).catch(async (thrown) => {
    await endUnwell(host, thrown);
    if (hooks !== undefined && only === undefined && !dryRun) {
      const { runOnFailure } = await import("./hooks/on_failure.ts");
      await runOnFailure(hooks, thrown, { state, nodeName: options.nodeName, emit, signal });
    }
    const back = options.onFailure === "rollback" && host.journal.used && !dryRun;
    if (!back) throw thrown;
    const { takeBack } = await import("./resume/take_back.ts");
    throw await takeBack(thrown, request);
  });
  const { nodeName } = options;
  const whole = only === undefined && steps.every(({ action }) => action === "run");
  const last = steps.at(-1);
  const ended = last?.action === "run" && last.phase.changes.length > 0 && !dryRun;
  const came = ended ? await endWell(host, earlier) : undefined;
  const { cluster } = state;
  if (ended && only === undefined && cluster !== undefined) {
    await hooks?.run("afterJoin", { nodeName, server: cluster.server, emit, signal });
  }
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
    ...(came === undefined || only !== undefined ? {} : { join: came }),
    summary: dryRun
      ? "Nothing was changed: this was a dry run."
      : whole
      ? joined(nodeName, options.wait, came)
      : only === undefined
      ? "All phases that were not skipped are done."
      : `Phase ${only} is done.`,
  };
}

/** The operator's programs, checked. Without any, nothing of it is loaded. */
async function hooksOf(
  lists: HookList,
  { host, emit, shown }: Pick<JoinRequest, "host" | "emit"> & { shown: boolean },
): Promise<Hooks> {
  const { prepareHooks, showHooks } = await import("./hooks/hooks.ts");
  const hooks = await prepareHooks(lists, host);
  if (shown) showHooks(lists, emit);
  return hooks;
}

/** Without a journal there was none, and nothing heavy is loaded. */
async function earlierJoin(host: Host): Promise<EarlierJoin | undefined> {
  if ((await host.journal.records()).length === 0) return undefined;
  const { readEarlierJoin } = await import("./resume/earlier_join.ts");
  return await readEarlierJoin(host);
}

function joined(nodeName: string, wait: string, came: Joined["join"]): string {
  if (came === "already-joined") {
    return `This node is in the cluster as "${nodeName}" already: all was looked at, nothing was changed.`;
  }
  const ready = wait === "ready" ? ", and is Ready" : "";
  const note = wait === "none"
    ? "\nThe kubelet was started; nobody waited for it (--wait=none)."
    : "";
  return `This node has joined the cluster as "${nodeName}"${ready}.${note}\nSee it on the control plane: kubectl get node ${nodeName}`;
}
