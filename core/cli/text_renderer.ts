import { formatDuration } from "../config/duration.ts";
import type { JoinEvent } from "../engine/events.ts";
import { renderFact } from "./fact_lines.ts";
import { formatSeconds } from "./seconds.ts";

export interface TextStyle {
  /** A terminal: marks, and a live line; else plain lines that say what begins, too. */
  terminal: boolean;
  /** Files and requests too. */
  verbose: boolean;
}

export interface TextRenderer {
  /** The lines that an event adds, for good. */
  render(event: JoinEvent): string[];
  /** What is going on at this moment, for the one line that is drawn over; undefined when nothing is. */
  live(elapsedMs: number): string | undefined;
  /** Without a terminal: lines for waits that have gone on for a while, or wait for something else now. */
  overdue(elapsedMs: number): string[];
}

/** Events as a person reads them. Pure: it knows no terminal and no clock. */
export function createTextRenderer({ terminal, verbose }: TextStyle): TextRenderer {
  const running = new Map<string, number>();
  const waits = new Map<string, Wait>();
  let width = 0;
  const mark = terminal ? { done: "✓", failed: "✗", note: "•", warn: "!" } : undefined;

  function say(phase: string, text: string, sign?: string): string {
    if (mark === undefined) return `[${phase}] ${text}`;
    return `${sign ?? " "} ${phase.padEnd(width)}  ${text}`;
  }

  function render(event: JoinEvent): string[] {
    switch (event.kind) {
      case "plan":
        width = Math.max(...event.phases.map(({ name }) => name.length));
        return event.phases.filter(({ action }) => action === "skip")
          .map(({ name }) => say(name, "skipped", mark?.note));
      case "phase-start":
        running.set(event.phase, event.elapsedMs);
        return mark === undefined ? [say(event.phase, event.summary)] : [];
      case "phase-end": {
        running.delete(event.phase);
        for (const key of waits.keys()) if (key.startsWith(`${event.phase} `)) waits.delete(key);
        const time = formatSeconds(event.ms);
        if (event.outcome === "failed") {
          return [say(event.phase, `failed after ${time}`, mark?.failed)];
        }
        if (event.outcome === "aborted") return [say(event.phase, "given up", mark?.note)];
        if (event.outcome === "stopped") {
          return [say(event.phase, "what follows depends on the answer; in all:", mark?.note)];
        }
        if (event.outcome === "kept") {
          const detail = event.detail === undefined ? "" : `  ${event.detail}`;
          return [say(event.phase, `kept from an earlier run${detail}`, mark?.done)];
        }
        if (event.outcome === "recalled") {
          return [say(event.phase, "taken from an earlier run", mark?.done)];
        }
        const detail = event.detail === undefined ? "" : `  ${event.detail}`;
        return [
          say(event.phase, `${mark === undefined ? "done in " : ""}${time}${detail}`, mark?.done),
        ];
      }
      case "waiting": {
        const { phase, what, reason, deadlineMs } = event;
        const before = waits.get(`${phase} ${what}`);
        const text = reason === undefined ? what : `${what}: ${reason}`;
        waits.set(`${phase} ${what}`, {
          phase,
          text,
          since: before?.since ?? event.elapsedMs,
          changed: before?.text === text ? before.changed : event.elapsedMs,
          deadlineMs,
          said: before?.said,
        });
        return [];
      }
      case "waited":
        waits.delete(`${event.phase} ${event.what}`);
        return [];
      default:
        return renderFact(event, verbose);
    }
  }

  function live(elapsedMs: number): string | undefined {
    const wait = [...waits.values()].at(-1);
    const phase = [...running.keys()].at(-1);
    if (phase === undefined) return undefined;
    const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"[Math.floor(elapsedMs / 100) % 10];
    const since = wait?.since ?? running.get(phase) ?? elapsedMs;
    const time = `${formatSeconds(elapsedMs - since)}${limit(wait?.deadlineMs, " of ", "")}`;
    const text = wait === undefined ? time : `${time}  waiting for ${wait.text}`;
    return `${spinner} ${phase.padEnd(width)}  ${text}`;
  }

  function overdue(elapsedMs: number): string[] {
    if (mark !== undefined) return [];
    const due = [...waits.values()].filter(({ changed, text, said }) =>
      elapsedMs - changed >= OVERDUE_MS && said !== text
    );
    return due.map((wait) => {
      wait.said = wait.text;
      return say(wait.phase, `waiting for ${wait.text}${limit(wait.deadlineMs)}`);
    });
  }

  return { render, live, overdue };
}

/** A wait is worth a line when it has lasted this long. */
const OVERDUE_MS = 1000;

interface Wait {
  phase: string;
  text: string;
  since: number;
  /** When the text became what it is. */
  changed: number;
  deadlineMs: number | undefined;
  /** The text that a line was given for. */
  said: string | undefined;
}

function limit(ms: number | undefined, before = " (at most ", after = ")"): string {
  return ms === undefined ? "" : `${before}${formatDuration(ms)}${after}`;
}
