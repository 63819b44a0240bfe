import type { JoinFlags } from "../../../core/config/join_flags.ts";
import { createClock } from "../../../core/host/clock.ts";
import { createHost } from "../../../core/host/host.ts";
import type { Services } from "../../../core/host/types.ts";
import type { KubeletPatch } from "../../../core/node/patches/patch.ts";
import { lookAtNode, type NodeState } from "../../../core/status/node_state.ts";
import { phases } from "../../../phases/manifest.ts";
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from "../../support/control_plane/mod.ts";
import { freePort } from "../../support/free_port.ts";
import { createMachine, type Machine } from "../../support/machine.ts";
import { recorder } from "../kit/events.ts";
import { flagsFor, joining } from "../kit/joining.ts";

/** A machine that has joined a cluster, with a kubelet that runs. */
export interface Joined extends AsyncDisposable {
  readonly cluster: ControlPlane;
  readonly machine: Machine;
  look(options?: Looking): Promise<NodeState>;
}

export interface Looking {
  /** What this machine's clock is ahead of the real time, in ms. */
  clockAheadMs?: number;
  services?: Services;
  diff?: boolean;
  sectionMs?: number;
  patches?: readonly KubeletPatch[];
}

export async function joined(
  options: ControlPlaneOptions = {},
  { kubeletVersion, flags }: { kubeletVersion?: string; flags?: JoinFlags } = {},
): Promise<Joined> {
  await using stack = new AsyncDisposableStack();
  const healthzPort = freePort();
  const cluster = stack.use(await startControlPlane({ healthzPort, ...options }));
  const machine = stack.use(
    await createMachine(kubeletVersion === undefined ? {} : { kubeletVersion }),
  );
  const { root, services } = machine;
  await joining({
    root,
    phases: phases.filter(({ name }) => name !== "preflight"),
    flags: flagsFor(cluster, { timeout: [], wait: "ready", ...flags }),
    services,
  });
  const owned = stack.move();
  return {
    cluster,
    machine,
    look: (options) => look(root, { services, ...options }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What `kubeworker status` sees under a directory that stands for `/`. */
export async function look(
  root: string,
  options: Looking & { services: Services },
): Promise<NodeState> {
  const real = createClock();
  const ahead = options.clockAheadMs ?? 0;
  const clock = { ...real, now: () => new Date(Date.now() + ahead) };
  const { services, diff, sectionMs, patches } = options;
  using host = await createHost({
    root,
    dryRun: true,
    emit: recorder().emit,
    version: "0.0.1",
    clock,
    services,
  });
  return await lookAtNode(host, {
    clock,
    signal: new AbortController().signal,
    diff,
    sectionMs,
    patches,
  });
}

/** The texts of problems, each after its level and section. */
export function problemsOf({ problems }: NodeState): string[] {
  return problems.map(({ level, section, text }) => `${level} ${section}: ${text}`);
}

export function factsOf(state: NodeState, name: string): Readonly<Record<string, unknown>> {
  return state.sections.find((section) => section.name === name)?.facts ?? {};
}
