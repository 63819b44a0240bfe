import type { JoinContext } from "../../../core/context.ts";
import { JoinError } from "../../../core/engine/errors.ts";

/**
 * Mends what a check found. It runs only when the check has found something and `--fix` names it, goes
 * through the journal, may be run again, and is shown by a dry run. To add one, write it in a file of its
 * kind and list it in manifest.ts.
 */
export interface Fix {
  /** The check that it mends. */
  readonly name: string;
  readonly summary: string;
  /** What it changes on this machine, a line each. */
  readonly changes: readonly string[];
  /**
   * What is for the next boot is on the disk before anything else is done: once the check finds nothing,
   * this does not run again.
   *
   * @throws JoinError `fix-refused` where it cannot be done safely
   */
  run(ctx: JoinContext): Promise<void>;
}

/** What cannot be done safely is not done. */
export function refuse(why: string, hint: string): never {
  throw new JoinError("fix-refused", why, { hint });
}
