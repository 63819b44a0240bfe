import type { RollbackReport } from "../engine/reset_report.ts";
import { changesOf, type JournalRecord } from "../engine/journal.ts";
import { removeEarlyTraces, removeTraces } from "./clear.ts";
import { type ResetContext, warn } from "./context.ts";
import { createFileLog } from "./file_log.ts";
import { putKubeletBack, stopOurKubelet } from "./kubelet_back.ts";
import { hasJoined } from "./kubelet_traces.ts";
import { sayWhatStays } from "./left_in_cluster.ts";
import { ownNodeName } from "./own_node.ts";
import { removePods, unmountVolumes } from "./pods.ts";
import { removeDirectories, undoAll } from "./undo_all.ts";
import { undoSteps } from "./undo_steps.ts";

/**
 * Takes back what a join did that has failed, and what the unfinished runs did that it went on from: the
 * machine is then as before that join. What an earlier, finished join did stays. What cannot be taken back
 * is said, and the journal keeps it for `kubeworker reset`.
 *
 * @param run the journal's id of the run that has failed
 * @throws JoinError `lock-held`, `file-failed`, `kubelet-start-failed`
 */
export async function rollBack(run: string, ctx: ResetContext): Promise<RollbackReport> {
  const { undo } = ctx.host;
  await undo.begin();
  const all = await undo.journal();
  const runs = runsOfJoin(all, run);
  const mine = all.filter((record) => runs.includes(record.run));
  const others = all.filter((record) => !runs.includes(record.run));
  const log = createFileLog(ctx);
  const nodeName = await ownNodeName(ctx.host);
  await sayWhatStays(mine, nodeName, ctx);
  const kubelet = await stopOurKubelet(mine, ctx);
  // The node of an earlier join, with its pods, lives on.
  const fresh = hasJoined(mine) && !hasJoined(others);
  if (fresh) {
    await removePods(ctx);
    await unmountVolumes(ctx);
  }
  const steps = undoSteps(mine);
  await undoAll(steps, fresh ? mine : [], log, ctx);
  if (fresh) await removeTraces(mine, log.report.restored, log, ctx);
  if (!hasJoined(others)) await removeEarlyTraces(mine, log, ctx);
  await removeDirectories(steps, log, ctx);
  await putKubeletBack(kubelet, ctx);
  const complete = log.failed.length === 0;
  if (complete) await forget(runs, changesOf(others).length > 0, ctx);
  else warn(ctx, `Not taken back: ${log.failed.join(", ")}`, "`kubeworker reset` tries again");
  return { ...log.report, complete };
}

/** The run, and before it those that did not come to an end, back to one that did. */
function runsOfJoin(records: readonly JournalRecord[], run: string): string[] {
  const order = [...new Set(records.map((record) => record.run))];
  const chosen = [run];
  for (const earlier of order.slice(0, Math.max(0, order.indexOf(run))).reverse()) {
    const lines = records.filter((record) => record.run === earlier);
    const [begin] = lines;
    // A phase alone, or a fix, was asked for by itself.
    const alone = begin?.state === "begin" && (begin.command ?? "join") !== "join";
    const joined = lines.some(({ state, ...record }) =>
      state === "end" && "outcome" in record && record.outcome === "joined"
    );
    if (alone || joined) break;
    chosen.unshift(earlier);
  }
  return chosen;
}

async function forget(
  runs: readonly string[],
  othersCount: boolean,
  { host: { undo } }: ResetContext,
): Promise<void> {
  if (othersCount) await undo.forget(runs);
  else await undo.retire();
}
