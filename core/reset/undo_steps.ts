import type { Change, FileRecord, FileState, JournalRecord } from "../engine/journal.ts";

/** One step back. Each looks first: what is so already, or never happened, is left alone. */
export type UndoStep =
  | FileStep
  /** Removed if it is empty. */
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "sysctl"; readonly name: string; readonly from: string; readonly to: string }
  | { readonly kind: "module"; readonly name: string }
  | { readonly kind: "swap"; readonly device: string; readonly priority: number }
  | { readonly kind: "disable"; readonly unit: string };

export interface FileStep {
  readonly kind: "file";
  readonly path: string;
  /** What we left there, at the end or on the way: anything else is somebody else's. */
  readonly ours: readonly (FileState | null)[];
  /** What is to be there in the end; null for nothing. */
  readonly target: FileState | null;
  /** Where the target's content was kept; undefined if it held a secret. */
  readonly backup: string | undefined;
}

/**
 * What undoes the changes of a journal, newest first, directories last.
 *
 * @param force go back behind changes that somebody else made between ours
 */
export function undoSteps(
  records: readonly JournalRecord[],
  { force = false }: { force?: boolean } = {},
): UndoStep[] {
  const changes = records.flatMap((record) => record.state === "intent" ? [record.change] : []);
  const steps = [...latest(changes).values()].reverse().flatMap((list) => stepBack(list, force));
  const directories = steps.filter((step) => step.kind === "directory")
    .sort((a, b) => depth(b.path) - depth(a.path));
  return [...steps.filter(({ kind }) => kind !== "directory"), ...directories];
}

/** The changes of each thing, oldest first; the things in the order of their latest change. */
function latest(changes: readonly Change[]): Map<string, Change[]> {
  const found = new Map<string, Change[]>();
  for (const change of changes) {
    const key = keyOf(change);
    const list = found.get(key) ?? [];
    found.delete(key);
    found.set(key, [...list, change]);
  }
  return found;
}

function keyOf(change: Change): string {
  switch (change.kind) {
    case "file":
      return `file ${change.path}`;
    case "service":
      return `service ${change.unit}`;
    case "sysctl":
    case "module":
      return `${change.kind} ${change.name}`;
    case "swap":
      return `swap ${change.device}`;
    case "request":
      return "request";
    default:
      return change satisfies never;
  }
}

function stepBack(list: readonly Change[], force: boolean): UndoStep[] {
  const [first] = list;
  const last = list.at(-1);
  switch (first?.kind) {
    case "file": {
      const files = list.filter((change) => change.kind === "file");
      return last?.kind === "file" && last.after?.kind === "directory"
        ? [{ kind: "directory", path: first.path }]
        : [fileStep(files, force)];
    }
    case "service": {
      const enabling = list.findLast((change) =>
        change.kind === "service" && ["enable", "disable"].includes(change.action)
      );
      return enabling?.kind === "service" && enabling.action === "enable" && !enabling.enabled
        ? [{ kind: "disable", unit: first.unit }]
        : [];
    }
    case "sysctl":
      return last?.kind === "sysctl"
        ? [{ kind: "sysctl", name: first.name, from: last.after, to: first.before }]
        : [];
    case "module":
      return [{ kind: "module", name: first.name }];
    case "swap":
      return [{ kind: "swap", device: first.device, priority: first.priority }];
    default:
      return [];
  }
}

/** Back along the chain, as far as each change found what the one before it had left. */
function fileStep(list: readonly FileRecord[], force: boolean): FileStep {
  let oldest = list.at(-1);
  const ours: (FileState | null)[] = [];
  for (const change of [...list].reverse()) {
    if (oldest !== undefined && oldest !== change) {
      const linked = sameState(oldest.before, change.after) ||
        // It never happened, or was undone.
        sameState(oldest.before, change.before);
      if (!linked && !force) break;
    }
    oldest = change;
    ours.push(change.after);
  }
  return {
    kind: "file",
    path: oldest?.path ?? "",
    ours,
    target: oldest?.before ?? null,
    backup: oldest?.backup,
  };
}

export function sameState(a: FileState | null, b: FileState | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind !== b.kind || a.target !== b.target || a.sha256 !== b.sha256) return false;
  // A link has no mode of its own.
  return a.kind === "link" || a.mode === b.mode;
}

function depth(path: string): number {
  return path.split("/").length;
}
