import type { JoinEvent } from "../engine/events.ts";
import { renderError } from "./error_report.ts";
import { jsonLine } from "./json_line.ts";
import { printable } from "./redact.ts";
import { createTextRenderer } from "./text_renderer.ts";

/** Where output goes; the terminal of core/host is one. */
export interface Sink {
  readonly isTerminal: boolean;
  readonly columns: number;
  out(text: string): void;
  err(text: string): void;
}

export interface Output {
  show(event: JoinEvent): void;
  /** Draws the live line anew. */
  tick(elapsedMs: number): void;
}

/** One JSON object a line; the last is the result. */
export function jsonOutput(sink: Sink): Output {
  return {
    show: (event) => sink.out(jsonLine(event)),
    tick: () => {},
  };
}

/** Lines for people; on a terminal with a live line that is drawn over. Errors go to standard error. */
export function textOutput(sink: Sink, verbose: boolean): Output {
  const renderer = createTextRenderer({ terminal: sink.isTerminal, verbose });
  let drawn = false;
  function erase(): void {
    if (drawn) sink.out("\r\x1b[2K");
    drawn = false;
  }
  return {
    show(event) {
      const lines = renderer.render(event);
      if (lines.length > 0) {
        erase();
        sink.out(lines.map(printable).join("\n") + "\n");
      }
      if (event.kind === "result" && !event.ok) {
        erase();
        sink.err(renderError(event.error).map(printable).join("\n") + "\n");
      }
      if (event.kind === "result") erase();
    },
    tick(elapsedMs) {
      const overdue = renderer.overdue(elapsedMs);
      if (overdue.length > 0) sink.out(overdue.map(printable).join("\n") + "\n");
      if (!sink.isTerminal) return;
      const line = renderer.live(elapsedMs);
      erase();
      if (line === undefined) return;
      sink.out(printable(line).slice(0, sink.columns - 1));
      drawn = true;
    },
  };
}
