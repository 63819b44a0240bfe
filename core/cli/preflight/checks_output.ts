import type { JoinEvent } from "../../engine/events.ts";
import { renderError } from "../error_report.ts";
import { renderFact } from "../fact_lines.ts";
import type { Output, Sink } from "../output.ts";
import { printable } from "../redact.ts";
import { renderChecks } from "./check_report.ts";

/** The output of `kubeworker preflight`: the findings come in the end, together. */
export function checksOutput(sink: Sink, verbose: boolean): Output {
  function say(lines: readonly string[]): void {
    if (lines.length > 0) sink.out(lines.map(printable).join("\n") + "\n");
  }
  return {
    show(event) {
      if (event.kind !== "result") return say(renderEarly(event, verbose));
      say(renderChecks(event.checks ?? [], verbose));
      // The findings are the report; any other failure has to be told.
      if (event.ok || event.error.code === "preflight-failed") return;
      sink.err(renderError(event.error).map(printable).join("\n") + "\n");
    },
    tick: () => {},
  };
}

/** What is said at once: changes, and what becomes of a fix. */
function renderEarly(event: JoinEvent, verbose: boolean): string[] {
  switch (event.kind) {
    case "fix":
    case "file":
    case "service":
    case "kernel":
    case "note":
    case "request":
      return renderFact(event, verbose);
    default:
      return [];
  }
}
