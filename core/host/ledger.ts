import { JoinError } from "../engine/errors.ts";
import { type Change, type JournalRecord, readJournal } from "../engine/journal.ts";
import { copySynced } from "./copy.ts";
import { releaseLock, takeLock } from "./lock.ts";
import { recover, sweep } from "./recover.ts";
import { rootPrefix } from "./root_prefix.ts";

/** Where kubeworker keeps what it must remember between runs. Its files are root's alone (0600). */
export const STATE_DIRECTORY = "/var/lib/kubeworker";

type Body = JournalRecord extends infer R ? R extends JournalRecord ? Omit<R, Stamp> : never
  : never;
type Stamp = "seq" | "time" | "run";

/** The lock and the journal: opened by the first change, so that a look at a machine leaves no trace. */
export interface Ledger {
  /** This run's id. */
  readonly run: string;
  /** Whether it was opened: something was changed, or is about to be. */
  readonly used: boolean;
  /** Writes the intent to the disk. @returns its number, for `done` */
  intend(change: Change): Promise<number>;
  done(of: number): Promise<void>;
  /** Writes down what is no change of the machine. */
  note(body: Exclude<Body, { state: "intent" | "done" | "begin" }>): Promise<void>;
  /** Keeps a copy of a file that is about to be replaced. @returns its path */
  backUp(realPath: string, sha256: string): Promise<string>;
  close(): void;
}

/** What is open from the first change on. */
interface Opened {
  lock: Deno.FsFile;
  journal: Deno.FsFile;
}

/**
 * @param command as the lock shows it to others: never an argument
 * @throws JoinError `lock-held`, `file-failed` from the first change on
 */
export function createLedger(root: string, version: string, command = "join"): Ledger {
  const prefix = rootPrefix(root);
  const directory = prefix + STATE_DIRECTORY;
  const run = crypto.randomUUID();
  let opened: Promise<Opened> | undefined;
  let seq = 0;
  let used = false;
  let closed = false;
  let tail: Promise<unknown> = Promise.resolve();

  async function open(): Promise<Opened> {
    await Deno.mkdir(directory, { recursive: true, mode: 0o755 });
    const lock = await takeLock(`${directory}/lock`, command);
    try {
      const path = `${directory}/journal.jsonl`;
      const options = { append: true, read: true, create: true, mode: 0o600 };
      const journal = await Deno.open(path, options);
      await Deno.chmod(path, 0o600);
      await endLine(journal);
      await recover(prefix, readJournal(await Deno.readTextFile(path)));
      await sweep(`${directory}/replaced`);
      await append(journal, { state: "begin", version, command }, true);
      return { lock, journal };
    } catch (error) {
      releaseLock(lock);
      throw error;
    }
  }

  async function append(journal: Deno.FsFile, body: Body, sync: boolean): Promise<number> {
    const number = ++seq;
    const stamp = { seq: number, time: new Date().toISOString(), run };
    const bytes = new TextEncoder().encode(JSON.stringify({ ...stamp, ...body }) + "\n");
    for (let done = 0; done < bytes.length;) done += await journal.write(bytes.subarray(done));
    if (sync) await journal.syncData();
    return number;
  }

  /** One after the other: lines must not mingle. */
  function queue<T>(action: (opened: Opened) => Promise<T>): Promise<T> {
    const mine = tail.then(async () => {
      if (closed) throw new JoinError("interrupted", "The run is over");
      used = true;
      return await action(await (opened ??= open()));
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
    run,
    get used() {
      return used;
    },
    intend: (change) => queue(({ journal }) => append(journal, { state: "intent", change }, true)),
    async done(of) {
      await queue(({ journal }) => append(journal, { state: "done", of }, false));
    },
    async note(body) {
      await queue(({ journal }) => append(journal, body, true));
    },
    async backUp(realPath, sha256) {
      const copy = `${directory}/replaced/${sha256}`;
      await queue(async () => {
        await Deno.mkdir(`${directory}/replaced`, { recursive: true, mode: 0o700 });
        await copySynced(realPath, copy, 0o600);
      });
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
