import type { JoinFlags } from "../../../core/config/join_flags.ts";
import type { JoinContext } from "../../../core/context.ts";
import type { Outcome } from "../../../core/engine/events.ts";
import type { AnyPhase } from "../../../core/engine/phase.ts";
import { createClock } from "../../../core/host/clock.ts";
import { createHost } from "../../../core/host/host.ts";
import { createResetHost } from "../../../core/host/reset_host.ts";
import type { Clock, Services } from "../../../core/host/types.ts";
import { join } from "../../../core/join.ts";
import { plugins } from "../../../plugins/manifest.ts";
import type { ControlPlane } from "../../support/control_plane/mod.ts";
import { type Recorder, recorder } from "./events.ts";

export interface Joining {
  root: string;
  phases: readonly AnyPhase<JoinContext>[];
  flags: JoinFlags;
  only?: string;
  services?: Services;
  /** What this machine's clock is ahead of the real time, in ms. */
  clockAheadMs?: number;
  signal?: AbortSignal;
  record?: Recorder;
}

/** Runs phases on a real host with a directory as its root. */
export async function joining(options: Joining): Promise<Outcome> {
  const { root, phases, flags, only, services } = options;
  const emit = (options.record ?? recorder()).emit;
  const real = createClock();
  const ahead = options.clockAheadMs ?? 0;
  const clock: Clock = { ...real, now: () => new Date(Date.now() + ahead) };
  using host = await createHost({
    root,
    dryRun: flags.dryRun ?? false,
    emit,
    version: "0.0.1",
    clock,
    ...(services === undefined ? {} : { services }),
  });
  const signal = options.signal ?? new AbortController().signal;
  const asHost = { root, dryRun: false, emit, version: "0.0.1", clock };
  const resetHost = () => createResetHost({ ...asHost, ...(services ? { services } : {}) });
  return await join({ phases, plugins, flags, only, host, resetHost, emit, signal });
}

/** What an operator types to join this cluster, with short waits. */
export function flagsFor(cluster: ControlPlane, more: JoinFlags = {}): JoinFlags {
  return {
    endpoints: [cluster.endpoint],
    token: cluster.token,
    discoveryTokenCaCertHash: [cluster.pin],
    nodeName: "n1",
    timeout: [
      "discovery=900ms",
      "kubernetesAPICall=900ms",
      "tlsBootstrap=1500ms",
      "kubeletHealthCheck=1500ms",
      "nodeRegistration=1500ms",
    ],
    ...more,
  };
}

/** A service manager of which a test says what it sees. */
export function fakeServices(more: Partial<Services> = {}): Services {
  return {
    kind: "systemd",
    status: () => Promise.resolve({ found: true, enabled: true, state: "running", restarts: 0 }),
    restart: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    start: () => Promise.resolve(),
    enable: () => Promise.resolve(),
    disable: () => Promise.resolve(),
    reload: () => Promise.resolve(),
    lastLines: () => Promise.resolve([]),
    ...more,
  };
}
