import { toJoinError } from "../engine/errors.ts";
import type { Emit, JoinEvent, Outcome } from "../engine/events.ts";
import type { Clock, Host } from "../host/types.ts";
import type { ReportProgram } from "../report/report.ts";
import { failure } from "./error_report.ts";

/** Beyond so many, what repeats itself is counted only: a join may wait for days. */
const MOST_EVENTS = 5000;
const REPEATED: readonly JoinEvent["kind"][] = [
  "request",
  "waiting",
  "waited",
  "plugin-log",
  "hook-log",
];

/** Gathers the events of a join, to be kept as its report. */
export interface Recorder {
  see(event: JoinEvent): void;
  /** Does the work, and keeps the report of it whatever it comes to. What it throws is thrown again. */
  record(work: () => Promise<Outcome>, about: RecordedRun): Promise<Outcome>;
}

export interface RecordedRun {
  readonly host: Pick<Host, "machine" | "reports">;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly args: readonly string[];
  readonly sudoUser: string | undefined;
  readonly program: ReportProgram;
}

export function createRecorder(): Recorder {
  const events: JoinEvent[] = [];
  let omittedEvents = 0;

  async function keep(outcome: Outcome, about: RecordedRun): Promise<void> {
    const came = outcome.ok ? outcome.join : undefined;
    if (outcome.dryRun) return;
    // A join that found everything done leaves the report of the one that did it, if that came to write one.
    if (came === "already-joined" && await about.host.reports.kept()) return;
    if (came === undefined && !events.some(isChange)) return;
    try {
      const { reportText } = await import("./report/keep.ts");
      await about.host.reports.keep(reportText(events, outcome, { ...about, omittedEvents }));
    } catch (thrown) {
      // The join is over, well or badly: its record must not change that.
      const { message, hint } = toJoinError(thrown);
      about.emit({ kind: "note", level: "warning", text: `No report was kept: ${message}`, hint });
    }
  }

  return {
    see(event) {
      if (events.length < MOST_EVENTS || !REPEATED.includes(event.kind)) events.push(event);
      else omittedEvents++;
    },
    async record(work, about) {
      try {
        const outcome = await work();
        await keep(outcome, about);
        return outcome;
      } catch (thrown) {
        const error = toJoinError(thrown);
        await keep(failure(error, false), about);
        throw error;
      }
    },
  };
}

/** Something was done to the machine or the cluster. */
function isChange(event: JoinEvent): boolean {
  switch (event.kind) {
    case "file":
      return event.action !== "keep" && !event.dryRun;
    case "request":
      return event.method !== "GET" && !event.dryRun;
    case "service":
    case "kernel":
      return !event.dryRun;
    default:
      return false;
  }
}
