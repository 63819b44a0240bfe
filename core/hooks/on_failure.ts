import { toJoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import type { JoinState } from "../engine/state.ts";
import type { Hooks } from "./hooks.ts";

export interface FailedJoin {
  /** As far as the join came. */
  readonly state: Partial<JoinState>;
  readonly nodeName: string;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/**
 * Runs the hooks of a join that has failed. Nothing is run before a cluster is trusted, nor for whoever has
 * interrupted the join; what goes wrong with a hook is a warning beside the join's own error.
 */
export async function runOnFailure(
  hooks: Hooks,
  thrown: unknown,
  { state: { cluster }, nodeName, emit, signal }: FailedJoin,
): Promise<void> {
  if (cluster === undefined || signal.aborted) return;
  const { server } = cluster;
  const errorCode = toJoinError(thrown).code;
  try {
    await hooks.run("onFailure", { nodeName, server, errorCode, emit, signal });
  } catch (error) {
    const { message } = toJoinError(error);
    emit({ kind: "note", level: "warning", text: message });
  }
}
