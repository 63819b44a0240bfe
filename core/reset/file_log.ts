import { JoinError } from "../engine/errors.ts";
import type { ResetReport } from "../engine/reset_report.ts";
import { type ResetContext, warn } from "./context.ts";
import type { Undone } from "./undo_file.ts";

/** What became of each path, for the report. */
export interface FileLog {
  readonly report: ResetReport;
  /** Paths of steps that have failed. */
  readonly failed: readonly string[];
  /** Takes a step; when that fails, it is told, and the others go on. */
  take(path: string, step: () => Promise<Undone>): Promise<Undone["kind"] | "failed">;
  /** @throws JoinError `reset-incomplete` if a step has failed */
  finish(): void;
}

const FORCE = "--force removes it, or puts back what was there before";

export function createFileLog(ctx: Pick<ResetContext, "emit">): FileLog {
  const report: ResetReport = { removed: [], restored: [], kept: [] };
  const failed: string[] = [];

  function note(path: string, undone: Undone): void {
    if (undone.kind === "removed" || undone.kind === "restored") report[undone.kind].push(path);
    if (undone.kind !== "kept") return;
    const { reason } = undone;
    report.kept.push({ path, reason });
    warn(ctx, `Kept ${path}: ${reason}`, reason.endsWith("since") ? FORCE : undefined);
  }

  return {
    report,
    failed,
    async take(path, step) {
      try {
        const undone = await step();
        note(path, undone);
        return undone.kind;
      } catch (thrown) {
        if (!(thrown instanceof JoinError)) throw thrown;
        failed.push(path);
        warn(ctx, thrown.inFull);
        return "failed";
      }
    },
    finish() {
      if (failed.length === 0) return;
      throw new JoinError("reset-incomplete", `Cannot undo all: ${failed.join(", ")}`);
    },
  };
}
