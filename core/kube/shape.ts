import type * as z from "zod/mini";

/** The first thing that is wrong with a value's shape, as in `spec.request: expected string`. */
export function firstProblem(issues: readonly z.core.$ZodIssue[]): string {
  const [issue] = issues;
  if (issue === undefined) return "it has another shape";
  const where = issue.path.join(".") || "document";
  return `${where}: ${
    "expected" in issue ? `expected ${issue.expected}` : `not ${expected(issue)}`
  }`;
}

function expected(issue: z.core.$ZodIssue): string {
  return "values" in issue ? issue.values.map(String).join(" or ") : "what it should be";
}
