import { toJoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import type { Host } from "../host/types.ts";
import type { EarlierJoin } from "./earlier_join.ts";

/** How the last run of a join that is not complete ended, to follow its name. */
export function howItEnded({ outcome }: Pick<EarlierJoin, "outcome">): string {
  return outcome === undefined
    ? "was killed"
    : outcome === "interrupted"
    ? "was interrupted"
    : outcome === "joined"
    ? "was followed by other changes"
    : `ended with ${outcome}`;
}

/** One line about what an earlier run left, before this one goes on from it. */
export function sayWhatIsThere(earlier: EarlierJoin | undefined, emit: Emit): void {
  if (earlier === undefined) return;
  const { complete, target, until } = earlier;
  const name = target === undefined ? "" : ` of "${target.nodeName}"`;
  const text = complete
    ? `The join${name} was finished at ${until}: looking whether all is still in place`
    : `Continuing the join${name} that ${howItEnded(earlier)} at ${until}`;
  emit({ kind: "note", level: "info", text });
}

/** What a join that ended well came to; it is written down, unless it is so already. */
export async function endWell(
  { journal }: Pick<Host, "journal">,
  earlier: EarlierJoin | undefined,
): Promise<"new" | "continued" | "already-joined"> {
  const changed = journal.used;
  if (!changed && earlier?.complete) return "already-joined";
  await journal.end("joined");
  return earlier === undefined ? "new" : "continued";
}

/** Writes down how a join ended that did not end well, if it has changed anything. */
export async function endUnwell(
  { journal }: Pick<Host, "journal">,
  thrown: unknown,
): Promise<void> {
  if (!journal.used) return;
  // It is a remark for the next run: it must not take the place of the error itself.
  await journal.end(toJoinError(thrown).code).catch(() => {});
}
