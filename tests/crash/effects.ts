/** At which moment of an effect something happens to the process; `half`: when half of the bytes are written. */
export type Side = "before" | "half" | "after";

/** What a disk can answer in place of doing what it was asked for. */
export type DiskError = "ENOSPC" | "EACCES" | "EIO";

/** What an effect is about. */
export type EffectKind = "file" | "request" | "service";

/** A line of the trace, as JSON. */
export interface Effect {
  readonly kind: EffectKind;
  /** Without what differs from run to run. */
  readonly name: string;
  readonly sides: readonly Side[];
}

/** What the process that runs the program is told, as JSON in the variable `KUBEWORKER_CRASH`. */
export interface Order {
  /** The directory that stands for `/`. */
  root: string;
  hostName: string;
  /** Where the service manager of the stand-in machine answers. */
  services: string;
  /** A file that gets a line for each effect. */
  trace: string;
  /** SIGKILL, here. */
  kill?: { effect: string; side: Side };
  /** This effect fails, and everything else goes on. */
  fail?: { effect: string; error: DiskError };
  /** Before this effect the disk is filled up to the last byte and inode, by files in this directory. */
  fill?: { effect: string; directory: string };
}

/** The effects of a run, each of them a point at which it can be stopped or fail. */
export interface Effects {
  /**
   * Does something that changes the world, or is sent to it.
   *
   * @param half does half of it, where that is possible
   */
  run<T>(about: About, action: () => Promise<T>, half?: () => Promise<unknown>): Promise<T>;
}

type About = Pick<Effect, "kind" | "name">;

/** @param write adds to the trace; it must not be one of the effects itself */
export function createEffects(order: Order, write: (effect: Effect) => void): Effects {
  const { kill, fail, fill } = order;
  const seen = new Map<string, number>();

  async function reach(effect: string, side: Side, half?: () => Promise<unknown>): Promise<void> {
    if (kill?.effect !== effect || kill.side !== side) return;
    await half?.();
    Deno.kill(Deno.pid, "SIGKILL");
    // The signal is there, but another thread may have to see it first.
    await new Promise(() => {});
  }

  return {
    async run({ kind, name: plain }, action, half) {
      const count = (seen.get(plain) ?? 0) + 1;
      seen.set(plain, count);
      const name = count === 1 ? plain : `${plain} (${count})`;
      write({
        kind,
        name,
        sides: ["before", ...half === undefined ? [] : ["half"] as const, "after"],
      });
      await reach(name, "before");
      if (half !== undefined) await reach(name, "half", half);
      if (fill?.effect === name) fillDisk(fill.directory);
      if (fail?.effect === name) throw diskError(fail.error);
      try {
        return await action();
      } finally {
        // What was refused is done as well: nothing comes of it any more.
        await reach(name, "after");
      }
    },
  };
}

/** Bytes first, then inodes: until neither a byte nor a file has room. */
function fillDisk(directory: string): void {
  try {
    using file = Deno.openSync(`${directory}/filler`, { write: true, createNew: true });
    const page = new Uint8Array(4096);
    for (;;) file.writeSync(page);
  } catch { /* no space left */ }
  try {
    for (let count = 0;; count++) Deno.symlinkSync("x", `${directory}/filler-${count}`);
  } catch { /* no inode left */ }
}

const TEXTS = {
  ENOSPC: "No space left on device (os error 28)",
  EACCES: "Permission denied (os error 13)",
  EIO: "Input/output error (os error 5)",
} as const;

/** As deno itself reports it. */
function diskError(code: DiskError): Error {
  const error = code === "EACCES"
    ? new Deno.errors.PermissionDenied(TEXTS[code])
    : new Error(TEXTS[code]);
  return Object.assign(error, { code });
}
