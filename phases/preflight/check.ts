import type { JoinContext } from "../../core/context.ts";
import type { Problem } from "../../core/engine/events.ts";

/**
 * A preflight check: it looks, changes nothing, and says what it found. To add one, write it in a file of
 * its family and list it in manifest.ts.
 */
export interface Check {
  /** kubeadm's name for it where there is one. Compared without regard to case. */
  readonly name: string;
  readonly summary: string;
  run(ctx: JoinContext): Promise<Finding[]>;
}

/** What a check found: a problem of that check. */
export type Finding = Omit<Problem, "check">;

export function error(text: string, hint?: string): Finding {
  return { level: "error", text, ...(hint === undefined ? {} : { hint }) };
}

export function warning(text: string, hint?: string): Finding {
  return { level: "warning", text, ...(hint === undefined ? {} : { hint }) };
}
