import { JoinError } from "../engine/errors.ts";
import type { Change, JournalRecord } from "../engine/journal.ts";
import { copySynced } from "./copy.ts";
import { releaseLock, takeLock } from "./lock.ts";
import { rootPrefix } from "./root_prefix.ts";

/** Where kubeworker keeps what it must remember between runs. Its files are root's alone (0600). */
export const STATE_DIRECTORY = "/var/lib/kubeworker";

/** The lock and the journal: opened by the first change, so that a look at a machine leaves no trace. */
export interface Ledger {
  /** Writes the intent to the disk. @returns its number, for `done` */
  intend(change: Change): Promise<number>;
  done(of: number): Promise<void>;
  /** Keeps a copy of a file that is about to be replaced. @returns its path */
  backUp(realPath: string, sha256: string): Promise<string>;
  close(): void;
}

/** @throws JoinError `lock-held`, `file-failed` from the first change on */
export function createLedger(root: string, version: string): Ledger {
  const directory = rootPrefix(root) + STATE_DIRECTORY;
  const run = crypto.randomUUID();
  let opened: Promise<{ lock: Deno.FsFile; journal: Deno.FsFile }> | undefined;
  let seq = 0;
  let closed = false;
  let tail: Promise<unknown> = Promise.resolve();

  async function open() {
    await Deno.mkdir(directory, { recursive: true, mode: 0o755 });
    const lock = await takeLock(`${directory}/lock`);
    const path = `${directory}/journal.jsonl`;
    const journal = await Deno.open(path, { append: true, read: true, create: true, mode: 0o600 });
    await Deno.chmod(path, 0o600);
    await endLine(journal);
    await append(journal, { state: "begin", version }, true);
    return { lock, journal };
  }

  type Body = JournalRecord extends infer R ? R extends JournalRecord ? Omit<R, Stamp> : never
    : never;
  type Stamp = "seq" | "time" | "run";

  async function append(journal: Deno.FsFile, body: Body, sync: boolean): Promise<number> {
    const number = ++seq;
    const stamp = { seq: number, time: new Date().toISOString(), run };
    const bytes = new TextEncoder().encode(JSON.stringify({ ...stamp, ...body }) + "\n");
    for (let done = 0; done < bytes.length;) done += await journal.write(bytes.subarray(done));
    if (sync) await journal.syncData();
    return number;
  }

  /** One after the other: lines must not mingle. */
  function queue(body: Body, sync: boolean): Promise<number> {
    const mine = tail.then(async () => {
      if (closed) throw new JoinError("interrupted", "The run is over");
      const { journal } = await (opened ??= open());
      return await append(journal, body, sync);
    });
    tail = mine.catch(() => {});
    return mine.catch((cause) => {
      if (cause instanceof JoinError) throw cause;
      throw new JoinError("file-failed", `Cannot write the journal in ${STATE_DIRECTORY}`, {
        cause,
      });
    });
  }

  return {
    intend: (change) => queue({ state: "intent", change }, true),
    async done(of) {
      await queue({ state: "done", of }, false);
    },
    async backUp(realPath, sha256) {
      await Deno.mkdir(`${directory}/replaced`, { recursive: true, mode: 0o700 });
      const copy = `${directory}/replaced/${sha256}`;
      await copySynced(realPath, copy, 0o600);
      return `${STATE_DIRECTORY}/replaced/${sha256}`;
    },
    close() {
      closed = true;
      opened?.then(({ lock, journal }) => {
        journal.close();
        releaseLock(lock);
      }, () => {});
      opened = undefined;
    },
  };
}

/** A line that a crash cut short must not swallow the next one. */
async function endLine(journal: Deno.FsFile): Promise<void> {
  const { size } = await journal.stat();
  if (size === 0) return;
  const last = new Uint8Array(1);
  await journal.seek(size - 1, Deno.SeekMode.Start);
  await journal.read(last);
  if (last[0] !== 0x0a) await journal.write(new TextEncoder().encode("\n"));
}
