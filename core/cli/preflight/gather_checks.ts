import { CHECK_GROUPS } from "../../engine/check_groups.ts";
import type { CheckReport, Emit } from "../../engine/events.ts";

/** Passes everything on, and gives the result a list of the checks with what each found. */
export function gatherChecks(emit: Emit): Emit {
  const reports = new Map<string, CheckReport>();
  return function gather(event) {
    if (event.kind === "check") {
      const { check, group, outcome, ms } = event;
      reports.set(check, { check, group, outcome, ms, problems: [] });
    }
    if (event.kind === "problem") {
      const { level, text, hint } = event;
      reports.get(event.check)?.problems.push({
        level,
        text,
        ...(hint === undefined ? {} : { hint }),
      });
    }
    emit(event.kind === "result" ? { ...event, checks: inOrder([...reports.values()]) } : event);
  };
}

/** By group and name: they end in any order. */
function inOrder(reports: readonly CheckReport[]): CheckReport[] {
  const groups: readonly string[] = CHECK_GROUPS;
  return reports.toSorted((a, b) =>
    groups.indexOf(a.group) - groups.indexOf(b.group) || (a.check < b.check ? -1 : 1)
  );
}
