import type { ErrorCode } from "../../engine/error_codes.ts";
import { JoinError } from "../../engine/errors.ts";
import { type Finding, showFinding } from "./finding.ts";

/** As many causes as an error shows. */
const SHOWN = 8;

export interface RefusalOptions {
  /** In place of `config-invalid` or `config-unsupported`. */
  readonly code?: ErrorCode;
  /** The operator has seen the findings: the error counts them only. */
  readonly seen?: boolean;
}

/** Ends with all that speaks against a file; warnings alone do not. @throws JoinError */
export function refuseFindings(
  name: string,
  findings: readonly Finding[],
  { code, seen = false }: RefusalOptions = {},
): void {
  const bad = findings.filter(({ level }) => level !== "warning");
  if (bad.length === 0) return;
  const problems = bad.map((finding) => showFinding(name, finding));
  const invalid = bad.some(({ level }) => level === "invalid");
  const [first = ""] = problems;
  const one = problems.length === 1;
  throw new JoinError(
    code ?? (invalid ? "config-invalid" : "config-unsupported"),
    one ? `Cannot use ${first}` : `Cannot use ${name}: ${problems.length} things are wrong`,
    { cause: one || seen ? undefined : chain(problems), detail: { path: name, problems } },
  );
}

/** Every problem as the cause of the one before it, since causes are what is shown line by line. */
function chain(problems: readonly string[]): Error | undefined {
  const rest = problems.length - SHOWN + 1;
  const shown = rest > 1 ? [...problems.slice(0, SHOWN - 1), `and ${rest} more`] : problems;
  return shown.reduceRight<Error | undefined>(
    (cause, problem) => new Error(problem, cause === undefined ? undefined : { cause }),
    undefined,
  );
}
