import { JoinError, toJoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import type { Host, ResetHost } from "../host/types.ts";

/** Pods take their time to end, and whoever presses Ctrl-C once more ends it at once. */
const LONGEST_MS = 300_000;

export interface TakingBack {
  readonly host: Pick<Host, "journal" | "clock">;
  resetHost(): Promise<ResetHost & Disposable>;
  readonly emit: Emit;
}

/**
 * Takes back what this run did, and those that it went on from. What goes wrong with that is told beside the
 * error that began it.
 *
 * @returns that error, with the report
 */
export async function takeBack(
  thrown: unknown,
  { host, resetHost, emit }: TakingBack,
): Promise<JoinError> {
  const error = toJoinError(thrown);
  const over = new AbortController();
  const timer = host.clock.sleep(LONGEST_MS, over.signal).then(() => over.abort(), () => {});
  try {
    emit({ kind: "note", level: "info", text: "Taking back what this join has done" });
    // The lock is let go by the one, and taken by the other.
    host.journal.close();
    const { rollBack } = await import("../reset/rollback.ts");
    using back = await resetHost();
    const options = { force: false, dryRun: false };
    const ctx = { host: back, options, emit, signal: over.signal };
    const report = await rollBack(host.journal.run, ctx);
    const { removed, restored, kept } = report;
    const counts = `${removed.length} removed, ${restored.length} restored, ${kept.length} kept`;
    emit({ kind: "note", level: "info", text: `Taken back: ${counts}` });
    error.rollback = report;
  } catch (other) {
    const { inFull } = toJoinError(other);
    emit({
      kind: "note",
      level: "warning",
      text: `Not all is taken back: ${inFull}`,
      hint: "`kubeworker reset` tries again",
    });
    error.rollback = { removed: [], restored: [], kept: [], complete: false };
  } finally {
    over.abort();
    await timer;
  }
  return error;
}
