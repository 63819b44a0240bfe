import { CHECK_GROUPS } from "../../engine/check_groups.ts";
import type { CheckReport, Problem } from "../../engine/events.ts";
import { counted } from "../counted.ts";
import { renderProblem } from "../fact_lines.ts";

/**
 * The checks as a person reads them: what is wrong, errors first, with what to do; when asked for, every
 * check by its group; and a line that counts.
 */
export function renderChecks(reports: readonly CheckReport[], verbose: boolean): string[] {
  const problems: Problem[] = reports.flatMap(({ check, problems }) =>
    problems.map((problem) => ({ check, ...problem }))
  );
  const errors = problems.filter(({ level }) => level === "error");
  const warnings = problems.filter(({ level }) => level === "warning");
  return [
    ...[...errors, ...warnings].flatMap(renderProblem),
    ...(verbose ? renderGroups(reports) : []),
    `${counted(reports.length, "check")}: ${counted(errors.length, "error")}, ${
      counted(warnings.length, "warning")
    }`,
  ];
}

function renderGroups(reports: readonly CheckReport[]): string[] {
  return CHECK_GROUPS.flatMap((group) => {
    const members = reports.filter((report) => report.group === group);
    if (members.length === 0) return [];
    const lines = members.map(({ outcome, ms, check }) =>
      `  ${outcome.padEnd(7)} ${ms.toFixed(1).padStart(7)} ms  ${check}`
    );
    return [group, ...lines];
  });
}
