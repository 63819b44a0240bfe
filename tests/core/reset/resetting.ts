import type { Outcome } from "../../../core/engine/events.ts";
import { createResetHost } from "../../../core/host/reset_host.ts";
import type { ResetHost, Services } from "../../../core/host/types.ts";
import type { ResetOptions } from "../../../core/reset/context.ts";
import { reset } from "../../../core/reset/reset.ts";
import { type Recorder, recorder } from "../kit/events.ts";
import { fakeServices } from "../kit/joining.ts";

export interface Resetting extends Partial<ResetOptions> {
  root: string;
  services?: Services;
  signal?: AbortSignal;
  /** Changes the host before it is used. */
  through?: (host: ResetHost) => ResetHost;
  record?: Recorder;
}

export interface ResetEnd {
  outcome: Outcome & { ok: true };
  record: Recorder;
  /** Texts of warnings and notes. */
  notes: string[];
}

/** A service manager whose kubelet does not run. */
export const stopped: Services = fakeServices({
  status: () => Promise.resolve({ found: true, enabled: false, state: "stopped", restarts: 0 }),
});

/** Runs a reset of the directory that stands for a machine. */
export async function resetting(options: Resetting): Promise<ResetEnd> {
  const { root, services = stopped, record = recorder(), through = (host) => host } = options;
  const dryRun = options.dryRun ?? false;
  using host = await createResetHost({
    root,
    dryRun,
    emit: record.emit,
    version: "0.0.1",
    services,
  });
  const outcome = await reset({
    host: through(host),
    emit: record.emit,
    signal: options.signal ?? new AbortController().signal,
    options: {
      force: options.force ?? false,
      dryRun,
      criSocket: options.criSocket,
      administrator: options.administrator,
    },
  });
  if (!outcome.ok) throw new Error("unreachable: what goes wrong is thrown");
  return { outcome, record, notes: record.of("note").map(({ text }) => text) };
}
