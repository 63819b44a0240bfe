import type { CheckReport, JoinEvent, Outcome } from "../engine/events.ts";
import { phasesOf, waitsOf } from "./spans.ts";
import {
  type JoinReport,
  REPORT_API_VERSION,
  type ReportProgram,
  type ReportRequest,
  type ReportResult,
  type ReportRun,
} from "./report.ts";

/** What no event tells. */
export interface ReportFrame {
  readonly program: ReportProgram;
  readonly run: ReportRun;
  readonly omittedEvents: number;
}

/** The report of a run: a reading of its events and of what it came to. Pure. */
export function composeReport(
  events: readonly JoinEvent[],
  outcome: Outcome,
  { program, run, omittedEvents }: ReportFrame,
): JoinReport {
  const node = last(events, "node");
  const plugin = last(events, "plugin");
  const trust = last(events, "trust");
  const csr = last(events, "csr");
  return {
    apiVersion: REPORT_API_VERSION,
    kind: "JoinReport",
    program,
    run,
    ...(node === undefined ? {} : { node: bare(node) }),
    ...(plugin === undefined ? {} : { plugin: bare(plugin) }),
    ...(trust === undefined ? {} : { trust: bare(trust) }),
    endpoints: all(events, "contender").map(bare),
    phases: phasesOf(events, run.ms),
    waits: waitsOf(events, run.ms),
    requests: requestsOf(events),
    files: all(events, "file").map((event) => {
      const { mode, diff: _, ...rest } = bare(event);
      const octal = mode === undefined ? {} : { mode: mode.toString(8).padStart(4, "0") };
      return { atMs: event.elapsedMs, ...rest, ...octal };
    }),
    services: all(events, "service").map(({ action, unit, ms, elapsedMs }) => ({
      action,
      unit,
      ...span(elapsedMs, ms),
    })),
    kernel: all(events, "kernel").map(({ action, what, value, elapsedMs }) => ({
      atMs: elapsedMs,
      what: `${action} ${what}${value === undefined ? "" : ` to ${value}`}`,
    })),
    checks: checksOf(events),
    fixes: all(events, "fix").map(({ check, outcome, reason }) => ({
      check,
      outcome,
      ...(reason === undefined ? {} : { reason }),
    })),
    ...(csr === undefined
      ? {}
      : { certificateRequest: { name: csr.name, keyFingerprint: csr.keyFingerprint } }),
    notes: all(events, "note").map(({ level, text, hint, elapsedMs }) => ({
      atMs: elapsedMs,
      level,
      text,
      ...(hint === undefined ? {} : { hint }),
    })),
    ...(omittedEvents === 0 ? {} : { omittedEvents }),
    result: resultOf(outcome),
  };
}

type Of<Kind extends JoinEvent["kind"]> = Extract<JoinEvent, { kind: Kind }>;

function all<Kind extends JoinEvent["kind"]>(
  events: readonly JoinEvent[],
  kind: Kind,
): Of<Kind>[] {
  return events.filter((event): event is Of<Kind> => event.kind === kind);
}

function last<Kind extends JoinEvent["kind"]>(
  events: readonly JoinEvent[],
  kind: Kind,
): Of<Kind> | undefined {
  return all(events, kind).at(-1);
}

/** An event without its stamp. */
function bare<Event extends JoinEvent>(event: Event): Omit<Event, "kind" | "time" | "elapsedMs"> {
  const { kind: _kind, time: _time, elapsedMs: _elapsedMs, ...rest } = event;
  return rest;
}

function span(endMs: number, ms: number): { startMs: number; ms: number } {
  return { startMs: Math.max(0, Math.round((endMs - ms) * 10) / 10), ms };
}

function requestsOf(events: readonly JoinEvent[]): ReportRequest[] {
  const failures = new Map<string, number>();
  return all(events, "request").map((event) => {
    const { method, url, status, error, ms, bytes, elapsedMs } = event;
    const key = `${method} ${url}`;
    const tries = (failures.get(key) ?? 0) + 1;
    const failed = error !== undefined || status === 429 || (status ?? 0) >= 500;
    failures.set(key, failed ? tries : 0);
    return {
      method,
      url,
      ...(status === undefined ? {} : { status }),
      ...(error === undefined ? {} : { error }),
      ...(bytes === undefined ? {} : { bytes }),
      ...span(elapsedMs, ms),
      try: tries,
    };
  });
}

function checksOf(events: readonly JoinEvent[]): CheckReport[] {
  const problems = all(events, "problem").map(bare);
  const checks = all(events, "check").map((event) => ({
    ...bare(event),
    problems: problems.filter(({ check }) => check === event.check)
      .map(({ level, text, hint }) => ({ level, text, ...(hint === undefined ? {} : { hint }) })),
  }));
  return checks;
}

function resultOf(outcome: Outcome): ReportResult {
  return outcome.ok
    ? { ok: true, exitCode: 0, summary: outcome.summary }
    : { ok: false, exitCode: outcome.exitCode, error: outcome.error };
}
