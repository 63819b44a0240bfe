import assert from "node:assert/strict";
import { ERROR_CODES, type ErrorCode } from "../../../core/engine/error_codes.ts";
import { errorOf, type JoinRun } from "./join_run.ts";

/** Checks how a join failed: its code, the exit code that belongs to it, and that it was quick about it. */
export function refused(run: JoinRun, code: ErrorCode, withinMs: number): void {
  const { result, stdout, stderr } = run;
  assert.equal(errorOf(run), code, `${stdout}\n${stderr}`);
  assert(
    !result.ok && result.exitCode === ERROR_CODES[code].exit,
    "another exit code in the result",
  );
  assert.equal(run.code, ERROR_CODES[code].exit);
  assert(run.ms <= withinMs, `it took ${run.ms} ms, more than ${withinMs}`);
}

/** Milliseconds within which a refusal that needs no patience has to come, on a busy machine. */
export const AT_ONCE = 3_000;
