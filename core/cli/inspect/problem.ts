import { JoinError } from "../../engine/errors.ts";
import type { Problem } from "./findings.ts";

/** An error as a finding. What is no JoinError, an interruption among them, is thrown on. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof JoinError)) throw error;
  const { code, message, causes } = error;
  return { code, message, ...(causes.length === 0 ? {} : { causes }) };
}
