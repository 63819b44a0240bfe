import type * as z from "zod/mini";
import { nearest } from "../engine/nearest.ts";

export interface IssueWords {
  /** How the value itself is called. */
  readonly whole: string;
  /** The fields that there are, one of which may have been meant by an unknown one. */
  readonly fields: readonly string[];
}

/** One thing that is wrong with a value. */
export interface FormProblem {
  readonly path: readonly PropertyKey[];
  /** The path in words, as in `plugins[0].name`; empty for the value itself. */
  readonly where: string;
  readonly text: string;
}

/** What is wrong with a value: where, what, and what may have been meant. */
export function formProblems(
  issues: readonly z.core.$ZodIssue[],
  fields: readonly string[],
): FormProblem[] {
  return issues.flatMap((issue) => {
    const { path } = issue;
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => {
        const near = nearest(key, fields.filter((field) => field !== key));
        const meant = near === undefined ? "" : `, did you mean "${near}"?`;
        const inner = [...path, key];
        return { path: inner, where: wordsOf(inner), text: `unknown field${meant}` };
      });
    }
    return [{ path, where: wordsOf(path), text: words(issue) }];
  });
}

/** The same, one line each. */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  { whole, fields }: IssueWords,
): string[] {
  return formProblems(issues, fields).map(({ where, text }) => `${where || whole}: ${text}`);
}

function wordsOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (words, part) =>
      typeof part === "number" ? `${words}[${part}]` : `${words}${words && "."}${String(part)}`,
    "",
  );
}

function words(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "missing" : `expected ${named(issue.expected)}`;
    case "invalid_value":
      return `expected ${issue.values.map((value) => `"${String(value)}"`).join(" or ")}`;
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
    default:
      return issue.message;
  }
}

function named(type: string): string {
  return { object: "a mapping", record: "a mapping", array: "a list", string: "a text" }[type] ??
    `a ${type}`;
}
