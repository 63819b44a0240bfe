import type { JournalRecord } from "../engine/journal.ts";
import { PATHS } from "../node/paths.ts";

/** No kubelet with an identity reads these. */
const UNREAD: readonly string[] = [PATHS.bootstrapConf, PATHS.clientKeyPending];

/**
 * Whether the kubelet was started by us after the last file was changed that it may read: then what runs is
 * what is on the disk.
 */
export function isStartedSince(records: readonly JournalRecord[]): boolean {
  const changed = records.findLastIndex((record) =>
    record.state === "intent" && record.change.kind === "file" &&
    !UNREAD.includes(record.change.path)
  );
  const [acted, act] = lastAct(records);
  if (act === undefined || acted < changed) return false;
  if (act.change.action !== "restart" && act.change.action !== "start") return false;
  return records.some((record) =>
    record.state === "done" && record.run === act.run && record.of === act.seq
  );
}

type Act = Extract<JournalRecord, { state: "intent" }> & {
  change: { kind: "service" };
};

/** The last time that we started or stopped the kubelet, and its place in the journal. */
function lastAct(records: readonly JournalRecord[]): [number, Act | undefined] {
  const acts = records.flatMap((record, index): [number, Act][] =>
    record.state === "intent" && record.change.kind === "service" &&
      record.change.unit === "kubelet" && record.change.action.endsWith("able") === false
      ? [[index, record as Act]]
      : []
  );
  return acts.at(-1) ?? [-1, undefined];
}
