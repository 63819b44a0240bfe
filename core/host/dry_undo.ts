import type { Emit } from "../engine/events.ts";
import { stateOf } from "./journaled.ts";
import type { Mounts } from "./mounts.ts";
import type { FileInfo, Files, Undo } from "./types.ts";
import { freeName } from "./undo.ts";

export interface DryUndoParts {
  readonly files: Files;
  readonly mounts: Pick<Mounts, "at">;
  readonly emit: Emit;
}

/** The same way back, but only shown. A directory that would be empty by then counts as removed. */
export function dryUndo(undo: Undo, { files, mounts, emit }: DryUndoParts): Undo {
  const gone = new Set<string>();
  const unmounted = new Set<string>();

  function remove(path: string): void {
    gone.add(path);
    emit({ kind: "file", action: "remove", path, dryRun: true });
  }

  return {
    ...undo,
    state: (path) => stateOf(files, path),
    begin: () => Promise.resolve(),
    async restore(_backup, path, mode) {
      const action = await files.stat(path) === undefined ? "create" : "replace";
      emit({ kind: "file", action, path, mode, dryRun: true });
    },
    async removeDirectory(path) {
      for (const name of await files.list(path)) {
        const inner = `${path}/${name}`;
        if (!gone.has(inner) && await files.stat(inner) !== undefined) return false;
      }
      remove(path);
      return true;
    },
    async removeTree(path) {
      const info: FileInfo | undefined = await files.stat(path);
      const below = info?.kind === "directory" ? await mounts.at(path) : [];
      const kept = below.filter((point) => !unmounted.has(point));
      if (info !== undefined && kept.length === 0) remove(path);
      return kept;
    },
    unmount(path) {
      unmounted.add(path);
      emit({ kind: "kernel", action: "unmount", what: path, dryRun: true });
      return Promise.resolve();
    },
    forget: () => Promise.resolve(),
    async retire() {
      const there = await undo.journal();
      return there.length === 0 ? undefined : await freeName(files, new Date());
    },
  };
}
