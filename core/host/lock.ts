import { JoinError } from "../engine/errors.ts";

/** Somebody who only looks holds it for a moment. */
const LOOKS = 4;
const LOOK_MS = 15;

/** Whoever changes a machine, as the lock's file shows it to others. */
export interface Holder {
  readonly pid: number;
  /** As in `join` or `reset`: never an argument. */
  readonly command: string;
  readonly since: string;
}

/**
 * flock(2): the kernel drops it with its holder, so a dead holder never blocks anybody.
 *
 * @throws JoinError `lock-held`
 */
export async function takeLock(path: string, command: string): Promise<Deno.FsFile> {
  const file = await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
  for (let tries = 1; !await file.tryLock(true); tries++) {
    if (tries === LOOKS) {
      file.close();
      throw await heldBy(path);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  await file.truncate(0);
  const holder: Holder = { pid: Deno.pid, command, since: new Date().toISOString() };
  await file.write(new TextEncoder().encode(`${JSON.stringify(holder)}\n`));
  return file;
}

/** A look whether somebody has the lock. It makes no file. @throws JoinError `lock-held` */
export async function refuseHeldLock(path: string): Promise<void> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true });
  } catch {
    // Nobody has ever had it, or we may not look: whoever wants to change something will see.
    return;
  }
  const free = await file.tryLock(false);
  if (free) releaseLock(file);
  else file.close();
  if (!free) throw await heldBy(path);
}

/** Unlocked first: a program that is being started holds a copy of the descriptor for a moment. */
export function releaseLock(file: Deno.FsFile): void {
  file.unlockSync();
  file.close();
}

async function heldBy(path: string): Promise<JoinError> {
  const holder = readHolder(await Deno.readTextFile(path).catch(() => ""));
  if (holder === undefined) {
    return new JoinError("lock-held", "Another kubeworker is changing this machine");
  }
  const { pid, command, since } = holder;
  return new JoinError(
    "lock-held",
    `Another kubeworker is changing this machine: process ${pid} (kubeworker ${command}), since ${since}`,
    {
      hint:
        `wait for it to end (\`ps -p ${pid}\`), or end it: \`kill ${pid}\`; then run the same command again`,
      detail: { ...holder },
    },
  );
}

/** Its holder may be about to write it down; an older version wrote other words. */
function readHolder(text: string): Holder | undefined {
  try {
    const { pid, command, since } = JSON.parse(text);
    const good = Number.isInteger(pid) && /^[a-z][a-z -]{0,60}$/.test(command) &&
      /^[0-9T:.Z-]{10,30}$/.test(since);
    return good ? { pid, command, since } : undefined;
  } catch {
    return undefined;
  }
}
