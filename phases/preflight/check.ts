import type { JoinOptions } from "../../core/config/join_options.ts";
import type { JoinContext } from "../../core/context.ts";
import type { CHECK_GROUPS } from "../../core/engine/check_groups.ts";
import type { Problem } from "../../core/engine/events.ts";

/**
 * A preflight check: it looks, changes nothing, and says what it found. To add one, write it in a file of
 * its family and list it in manifest.ts.
 */
export interface Check {
  /** kubeadm's name for it where there is one. Compared without regard to case. */
  readonly name: string;
  /** The name that it has in this join, where that is not the usual one. */
  nameIn?(options: JoinOptions): string;
  readonly summary: string;
  readonly group: typeof CHECK_GROUPS[number];
  /**
   * Needs the network beyond the join's own requests, or takes its time: a join does not wait for it once
   * everything else has been looked at. `kubeworker preflight` does.
   */
  readonly slow?: boolean;
  /** Runs before all others; its errors are the end of the phase. */
  readonly first?: boolean;
  /** @returns undefined where there is nothing to look for: then it is not reported at all */
  run(ctx: JoinContext): Promise<Finding[] | undefined>;
}

/** What a check found: a problem of that check. */
export type Finding = Omit<Problem, "check">;

export function error(text: string, hint?: string): Finding {
  return { level: "error", text, ...(hint === undefined ? {} : { hint }) };
}

export function warning(text: string, hint?: string): Finding {
  return { level: "warning", text, ...(hint === undefined ? {} : { hint }) };
}
