import { JoinError } from "../engine/errors.ts";

/**
 * flock(2): the kernel drops it with its holder, so a dead holder never blocks anybody.
 *
 * @throws JoinError `lock-held`
 */
export async function takeLock(path: string): Promise<Deno.FsFile> {
  const file = await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
  if (!await file.tryLock(true)) {
    const holder = (await Deno.readTextFile(path)).trim();
    file.close();
    throw new JoinError(
      "lock-held",
      `Another kubeworker is changing this machine (${holder || "just started"})`,
    );
  }
  await file.truncate(0);
  const text = `process ${Deno.pid}, since ${new Date().toISOString()}\n`;
  await file.write(new TextEncoder().encode(text));
  return file;
}

/** Unlocked first: a program that is being started holds a copy of the descriptor for a moment. */
export function releaseLock(file: Deno.FsFile): void {
  file.unlockSync();
  file.close();
}
