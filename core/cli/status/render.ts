import type { NodeState } from "../../status/node_state.ts";
import type { StatusProblem } from "../../status/section.ts";
import { counted } from "../counted.ts";
import { field, paragraph } from "../inspect/layout.ts";

/** A node's state for people: first what is wrong and what to type, then what was seen. */
export function renderState(state: NodeState, columns: number): string[] {
  return [
    headline(state),
    ...state.problems.flatMap((problem) => renderProblem(problem, columns)),
    ...state.sections.filter(({ lines }) => lines.length > 0).flatMap((
      { name, lines, text = [] },
    ) => [
      "",
      name,
      ...lines.flatMap(([label, value]) => field(label, value, columns)),
      ...text.map((line) => `    ${line}`),
    ]),
  ];
}

function headline({ problems, sections }: NodeState): string {
  const name = sections.find(({ name }) => name === "identity")?.facts.nodeName;
  const what = typeof name === "string" ? `Node "${name}"` : "This machine";
  if (problems.length === 0) return `${what} works`;
  const errors = problems.filter(({ level }) => level === "error").length;
  const warnings = problems.length - errors;
  const parts = [
    ...(errors === 0 ? [] : [counted(errors, "error")]),
    ...(warnings === 0 ? [] : [counted(warnings, "warning")]),
  ];
  return errors === 0 ? `${what} works, with ${parts[0]}` : `${what}: ${parts.join(", ")}`;
}

/** What to type is never broken. */
function renderProblem({ level, text, hint }: StatusProblem, columns: number): string[] {
  const [first = "", ...rest] = paragraph(text, columns - 4);
  return [
    `  ${level === "error" ? "✗" : "!"} ${first}`,
    ...rest.map((line) => `    ${line}`),
    ...(hint === undefined ? [] : [`    → ${hint}`]),
  ];
}
