import type { FileState } from "../engine/journal.ts";
import type { ResetHost } from "../host/types.ts";
import { type FileStep, sameState } from "./undo_steps.ts";

/** What became of a path. */
export type Undone =
  | { readonly kind: "removed" | "restored" | "unchanged" }
  | { readonly kind: "kept"; readonly reason: string };

const UNCHANGED: Undone = { kind: "unchanged" };

/** Takes one path back to what it was, unless somebody else has changed it since. */
export async function undoFile(
  step: FileStep,
  { undo, files }: Pick<ResetHost, "undo" | "files">,
  { force }: { force: boolean },
): Promise<Undone> {
  const { path, target, backup } = step;
  const current = await undo.state(path);
  if (sameState(current, target)) return UNCHANGED;
  if (!force && !step.ours.some((state) => sameState(state, current))) {
    return current === null && step.ours.length > 0
      ? kept("it was removed since")
      : kept("it was changed since");
  }
  if (current?.kind === "directory") return kept("a directory is in its place");
  if (target === null) {
    await files.remove(path);
    return { kind: "removed" };
  }
  if (target.kind === "directory") return kept("a directory was in its place");
  if (target.kind === "link") {
    await files.link(path, target.target ?? "", `${path}.kubeworker-undo`);
    return { kind: "restored" };
  }
  if (backup === undefined) return await dropSecret(path, current, { files });
  if ((await undo.state(backup).catch(() => null))?.sha256 !== target.sha256) {
    return kept(`the copy of what it was, ${backup}, is not there or was changed`);
  }
  await undo.restore(backup, path, target.mode ?? 0o600);
  return { kind: "restored" };
}

/** What was there held a secret, so that no copy was kept; ours must go all the same. */
async function dropSecret(
  path: string,
  current: FileState | null,
  { files }: Pick<ResetHost, "files">,
): Promise<Undone> {
  if (current === null) return UNCHANGED;
  await files.remove(path);
  return { kind: "removed" };
}

function kept(reason: string): Undone {
  return { kind: "kept", reason };
}
