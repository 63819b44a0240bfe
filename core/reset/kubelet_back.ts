import { toJoinError } from "../engine/errors.ts";
import { changesOf, type JournalRecord } from "../engine/journal.ts";
import { type ResetContext, warn } from "./context.ts";

/** What the kubelet's service was before some runs touched it. */
export interface KubeletBefore {
  readonly ran: boolean;
}

/** Started, or tried again and again by the service manager, as packages leave it. */
const RUNNING = ["running", "starting", "waiting-to-restart"];

/**
 * Stops the kubelet where these runs have started or stopped it.
 *
 * @returns what it was before; undefined where they did not touch it
 */
export async function stopOurKubelet(
  records: readonly JournalRecord[],
  { host, signal }: ResetContext,
): Promise<KubeletBefore | undefined> {
  const first = changesOf(records).find((change) =>
    change.kind === "service" && change.unit === "kubelet" && !change.action.endsWith("able")
  );
  if (first?.kind !== "service" || host.services.kind === "none") return undefined;
  const { state } = await host.services.status("kubelet", signal);
  if (state !== "stopped" && state !== "failed") await host.services.stop("kubelet", signal);
  return { ran: RUNNING.includes(first.before) };
}

/** Starts it again on the files that it had, if it ran before. What fails is a warning. */
export async function putKubeletBack(
  before: KubeletBefore | undefined,
  ctx: ResetContext,
): Promise<void> {
  if (!before?.ran) return;
  try {
    await ctx.host.services.restart("kubelet", ctx.signal);
  } catch (thrown) {
    ctx.signal.throwIfAborted();
    const { message, causes } = toJoinError(thrown);
    const text = ["The kubelet, which ran before, is not started again", message, ...causes];
    warn(ctx, text.join(": "), "`systemctl start kubelet`");
  }
}
