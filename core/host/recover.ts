import type { FileRecord, JournalRecord } from "../engine/journal.ts";

/** Half-written files have such names, beside their place. */
const TEMPORARY = /^\.(.+)\.kubeworker-[0-9a-f]{8}$/;

/**
 * Clears up after runs that were killed: what they had half written goes, and a directory that they had just
 * made gets its mode. Only places of changes that were begun and not done are looked at.
 *
 * @param prefix of the root
 */
export async function recover(prefix: string, records: readonly JournalRecord[]): Promise<void> {
  for (const { path, after } of unfinished(records)) {
    if (after?.kind === "directory") await mendMode(prefix + path, after.mode);
    else await sweep(prefix + path.slice(0, path.lastIndexOf("/")), path.replace(/^.*\//, ""));
  }
}

/** Removes half-written files below a directory: those of one name, or all of them. */
export async function sweep(directory: string, of?: string): Promise<void> {
  for (const name of listNames(directory)) {
    const whole = TEMPORARY.exec(name)?.[1];
    if (whole === undefined || (of !== undefined && whole !== of)) continue;
    await Deno.remove(`${directory}/${name}`).catch(() => {});
  }
}

function unfinished(records: readonly JournalRecord[]): FileRecord[] {
  const done = new Set(
    records.flatMap((record) => record.state === "done" ? [`${record.run} ${record.of}`] : []),
  );
  return records.flatMap((record) =>
    record.state === "intent" && record.change.kind === "file" &&
      !done.has(`${record.run} ${record.seq}`)
      ? [record.change]
      : []
  );
}

/** It was made with what the umask left of its mode; a change of somebody else's stays. */
async function mendMode(path: string, mode: number | undefined): Promise<void> {
  if (mode === undefined) return;
  try {
    const info = await Deno.lstat(path);
    const has = (info.mode ?? 0) & 0o7777;
    if (info.isDirectory && (has & ~mode) === 0 && has !== mode) await Deno.chmod(path, mode);
  } catch { /* it is not there */ }
}

function listNames(directory: string): string[] {
  try {
    // Not Deno.readDir(): where there is no directory, a program with QuickJS ends (deno 2.9.5).
    return Array.from(Deno.readDirSync(directory === "" ? "/" : directory), ({ name }) => name);
  } catch {
    return [];
  }
}
