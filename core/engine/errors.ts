import type { RollbackReport } from "./reset_report.ts";
import { ERROR_CODES, type ErrorCode } from "./error_codes.ts";

/** What may accompany an error beyond its code and message. */
export interface JoinErrorOptions {
  /** What to do about it; without one, the hint of the error table. */
  hint?: string;
  /** The error underneath, whose message is shown as the cause. */
  cause?: unknown;
  /** Facts for programs, shown under `-o json`: never a secret. */
  detail?: Readonly<Record<string, unknown>>;
}

/**
 * Whatever ends a join. `code` is stable and documented in docs/reference.md; `exitCode` and the default
 * hint come from the error table. `phase` is set once, by the runner.
 */
export class JoinError extends Error {
  override readonly name = "JoinError";
  readonly code: ErrorCode;
  readonly hint: string;
  readonly detail: Readonly<Record<string, unknown>>;
  phase: string | undefined = undefined;
  /** For how long it was tried again and again, in ms; set by whoever tried. */
  triedMs: number | undefined = undefined;
  /** What was taken back because of it; set by whoever did. */
  rollback: RollbackReport | undefined = undefined;

  constructor(code: ErrorCode, message: string, options: JoinErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? ERROR_CODES[code].hint;
    this.detail = options.detail ?? {};
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exit;
  }

  /** The messages of all causes underneath, outermost first, without repetition. */
  get causes(): string[] {
    const found: string[] = [];
    let cause: unknown = this.cause;
    // Causes may go round in a circle.
    for (let depth = 0; cause instanceof Error && depth < 8; depth++, cause = cause.cause) {
      if (cause.message !== this.message && !found.includes(cause.message)) {
        found.push(cause.message);
      }
    }
    return found;
  }

  /** Message and causes as one line, for where an error is part of another text. */
  get inFull(): string {
    return [this.message, ...this.causes].join(": ");
  }
}

/** Turns anything thrown into a JoinError: an abort into `interrupted`, a stranger into `internal`. */
export function toJoinError(thrown: unknown): JoinError {
  if (thrown instanceof JoinError) return thrown;
  if (thrown instanceof DOMException && thrown.name === "AbortError") {
    return new JoinError("interrupted", "Interrupted");
  }
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new JoinError("internal", `Unexpected failure: ${message}`, { cause: thrown });
}
