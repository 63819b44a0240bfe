import type { JoinEvent, Outcome } from "../../engine/events.ts";
import { roundMs } from "../../engine/round_ms.ts";
import { composeReport } from "../../report/compose.ts";
import { redactTokens } from "../redact.ts";
import type { RecordedRun } from "../record.ts";
import { shownArguments } from "./shown_arguments.ts";

/** The report of a run that is over, as its file holds it: without tokens, whoever brought them. */
export function reportText(
  events: readonly JoinEvent[],
  outcome: Outcome,
  run: RecordedRun & { omittedEvents: number },
): string {
  const { clock, host: { machine: { uid } }, args, sudoUser, program, omittedEvents } = run;
  const [end, ms] = [clock.now(), roundMs(clock.elapsedMs())];
  const report = composeReport(events, outcome, {
    program,
    omittedEvents,
    run: {
      command: shownArguments(args),
      ...(uid === undefined ? {} : { uid }),
      ...(sudoUser === undefined ? {} : { sudoUser }),
      start: new Date(end.getTime() - ms).toISOString(),
      end: end.toISOString(),
      ms,
    },
  });
  const text = JSON.stringify(
    report,
    (_key, value) => typeof value === "string" ? redactTokens(value) : value,
    1,
  );
  return `${text}\n`;
}
