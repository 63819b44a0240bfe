import type { JournalRecord } from "../engine/journal.ts";
import { PATHS } from "../node/paths.ts";
import type { ResetContext } from "./context.ts";
import type { FileLog } from "./file_log.ts";
import { hasJoined, kubeletTraces } from "./kubelet_traces.ts";
import { undoSetting } from "./settings.ts";
import { undoFile } from "./undo_file.ts";
import type { UndoStep } from "./undo_steps.ts";

/** systemd makes units of /etc/fstab, too. */
const UNIT_SOURCES = /^\/(etc\/fstab$|(etc|usr\/lib|lib)\/systemd\/system\/)/;
const TEMPORARY = /^\.(.+)\.kubeworker-[0-9a-f]{8}$/;

/** Walks the steps back, newest first. */
export async function undoAll(
  steps: readonly UndoStep[],
  records: readonly JournalRecord[],
  log: FileLog,
  ctx: ResetContext,
): Promise<void> {
  const { host, options, signal } = ctx;
  const own = await ofTheKubelet(records, ctx);
  let units = false;
  for (const step of steps) {
    signal.throwIfAborted();
    if (step.kind === "file") {
      // The kubelet rotates its certificates: what it made of them goes with the rest of its traces.
      if (own.has(step.path) && step.target === null) continue;
      const undone = await log.take(step.path, () => undoFile(step, host, options));
      if (undone !== "unchanged" && UNIT_SOURCES.test(step.path)) units = true;
    } else if (step.kind !== "directory") await undoSetting(step, ctx);
  }
  if (units) await host.services.reload(signal);
  await removeTemporary(steps, ctx);
}

/** What is removed with the kubelet's traces, whoever wrote it last. Behind a link, nothing is. */
async function ofTheKubelet(
  records: readonly JournalRecord[],
  { host: { files } }: ResetContext,
): Promise<Set<string>> {
  if (!hasJoined(records)) return new Set();
  const linked = (await files.stat(PATHS.kubelet))?.kind === "link";
  const traces = await kubeletTraces(records, files);
  return new Set(traces.filter((path) => !linked || !path.startsWith(`${PATHS.kubelet}/`)));
}

/** Directories that we made go last, when they are empty. */
export async function removeDirectories(
  steps: readonly UndoStep[],
  log: FileLog,
  { host: { undo, files } }: ResetContext,
): Promise<void> {
  for (const step of steps) {
    if (step.kind !== "directory" || (await files.stat(step.path))?.kind !== "directory") continue;
    await log.take(step.path, async () => {
      const gone = await undo.removeDirectory(step.path);
      return gone ? { kind: "removed" } : { kind: "kept", reason: "it is not empty" };
    });
  }
}

/** Half-written files that a power cut or SIGKILL left beside their place. */
async function removeTemporary(
  steps: readonly UndoStep[],
  { host: { files, undo } }: ResetContext,
): Promise<void> {
  const paths = steps.flatMap((step) => step.kind === "file" ? [step.path] : []);
  const directories = new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/"))));
  for (const directory of directories) {
    for (const name of await files.list(directory === "" ? "/" : directory)) {
      const whole = TEMPORARY.exec(name)?.[1];
      if (whole === undefined || !paths.includes(`${directory}/${whole}`)) continue;
      await undo.removeTree(`${directory}/${name}`);
    }
  }
}
