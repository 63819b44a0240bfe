import assert from "node:assert/strict";
import type { ErrorCode } from "../../../core/engine/error_codes.ts";
import { JoinError } from "../../../core/engine/errors.ts";

/** Runs something that has to fail with this code, and gives the error for a closer look. */
export async function failsWith(
  code: ErrorCode,
  action: () => unknown,
): Promise<JoinError> {
  let result: unknown;
  try {
    result = await action();
  } catch (error) {
    if (!(error instanceof JoinError)) throw error;
    assert.equal(error.code, code, `${error.code}: ${[error.message, ...error.causes].join(": ")}`);
    return error;
  }
  assert.fail(`It did not fail with "${code}", but gave ${Deno.inspect(result)}`);
}

/** The same for what does not wait. */
export function throwsWith(code: ErrorCode, action: () => unknown): JoinError {
  let result: unknown;
  try {
    result = action();
  } catch (error) {
    if (!(error instanceof JoinError)) throw error;
    assert.equal(error.code, code, `${error.code}: ${[error.message, ...error.causes].join(": ")}`);
    return error;
  }
  assert.fail(`It did not fail with "${code}", but gave ${Deno.inspect(result)}`);
}

/** Everything of an error that may reach a screen, a log or a program. */
export function everythingOf(error: JoinError): string {
  return [
    error.message,
    error.hint,
    error.causes.join("\n"),
    JSON.stringify(error.detail),
    error.stack,
    Deno.inspect(error),
    String(error.cause),
  ].join("\n");
}
