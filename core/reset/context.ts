import type { Administrator } from "../discovery/administrator.ts";
import type { Emit } from "../engine/events.ts";
import type { ResetHost } from "../host/types.ts";

export interface ResetOptions {
  /** Changed files go as well. */
  readonly force: boolean;
  readonly dryRun: boolean;
  /** A container runtime's socket beside the known ones. */
  readonly criSocket?: string | undefined;
  /** Who deletes the Node, if it is to be deleted. */
  readonly administrator?: Administrator | undefined;
}

/** What the parts of a reset work with. */
export interface ResetContext {
  readonly host: ResetHost;
  readonly options: ResetOptions;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** What went wrong and does not end a reset. */
export function warn({ emit }: Pick<ResetContext, "emit">, text: string, hint?: string): void {
  emit({ kind: "note", level: "warning", text, ...(hint === undefined ? {} : { hint }) });
}
