import type { JoinEvent } from "../engine/events.ts";
import type { ReportPhase, ReportWait } from "./report.ts";

/** The phases with their times, in the order of the plan. What has not ended goes on until `endMs`. */
export function phasesOf(events: readonly JoinEvent[], endMs: number): ReportPhase[] {
  const phases = new Map<string, ReportPhase>();
  for (const event of events) {
    if (event.kind === "plan") {
      for (const { name, action } of event.phases) {
        if (action !== "skip") continue;
        phases.set(name, { name, startMs: 0, ms: 0, outcome: "left out" });
      }
    } else if (event.kind === "phase-start") {
      const { phase: name, elapsedMs: startMs } = event;
      phases.set(name, { name, startMs, ms: round(endMs - startMs), outcome: "running" });
    } else if (event.kind === "phase-end") {
      const { phase: name, outcome, ms, detail, elapsedMs } = event;
      const startMs = phases.get(name)?.startMs ?? round(elapsedMs - ms);
      phases.set(name, {
        name,
        startMs,
        ms,
        outcome,
        ...(detail === undefined ? {} : { detail }),
      });
    }
  }
  return [...phases.values()].sort((a, b) => a.startMs - b.startMs);
}

/** What was waited for. A wait that nobody ended goes on until its phase ends. */
export function waitsOf(events: readonly JoinEvent[], endMs: number): ReportWait[] {
  const waits: ReportWait[] = [];
  const open = new Map<string, ReportWait>();
  function end(key: string, atMs: number): void {
    const wait = open.get(key);
    if (wait !== undefined) wait.ms = round(atMs - wait.startMs);
    open.delete(key);
  }
  for (const event of events) {
    if (event.kind === "waiting") {
      const { phase, what, reason, elapsedMs: startMs } = event;
      const key = `${phase} ${what}`;
      const wait = open.get(key) ?? { phase, what, startMs, ms: round(endMs - startMs) };
      if (reason !== undefined) wait.reason = reason;
      if (!open.has(key)) waits.push(wait);
      open.set(key, wait);
    } else if (event.kind === "waited") {
      end(`${event.phase} ${event.what}`, event.elapsedMs);
    } else if (event.kind === "phase-end") {
      for (const [key, wait] of open) if (wait.phase === event.phase) end(key, event.elapsedMs);
    }
  }
  return waits;
}

function round(ms: number): number {
  return Math.max(0, Math.round(ms * 10) / 10);
}
