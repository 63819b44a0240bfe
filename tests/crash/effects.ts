/** At which moment of an effect something happens to the process; `half`: when half of the bytes are written. */
export type Side = "before" | "half" | "after";

/** What a disk can answer in place of doing what it was asked for. */
export type DiskError = "ENOSPC" | "EACCES" | "EIO";

/** What the process that runs the program is told, as JSON in the variable `KUBEWORKER_CRASH`. */
export interface Order {
  /** The directory that stands for `/`. */
  root: string;
  hostName: string;
  /** Where the service manager of the stand-in machine answers. */
  services: string;
  /** A file that gets a line for each effect: its sides, and its name. */
  trace: string;
  /** SIGKILL, here. */
  kill?: { effect: string; side: Side };
  /** This effect fails, and everything else goes on. */
  fail?: { effect: string; error: DiskError };
}

/** The effects of a run, each of them a point at which it can be stopped or fail. */
export interface Effects {
  /**
   * Does something that changes the world, or is sent to it.
   *
   * @param name of the effect, without what differs from run to run
   * @param half does half of it, where that is possible
   */
  run<T>(name: string, action: () => Promise<T>, half?: () => Promise<unknown>): Promise<T>;
}

/** @param write adds a line to the trace; it must not be one of the effects itself */
export function createEffects(order: Order, write: (line: string) => void): Effects {
  const seen = new Map<string, number>();

  async function reach(effect: string, side: Side, half?: () => Promise<unknown>): Promise<void> {
    if (order.kill?.effect !== effect || order.kill.side !== side) return;
    await half?.();
    Deno.kill(Deno.pid, "SIGKILL");
    // The signal is there, but another thread may have to see it first.
    await new Promise(() => {});
  }

  return {
    async run(name, action, half) {
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      const effect = count === 1 ? name : `${name} (${count})`;
      write(`${half === undefined ? "before,after" : "before,half,after"} ${effect}`);
      await reach(effect, "before");
      if (half !== undefined) await reach(effect, "half", half);
      if (order.fail?.effect === effect) throw diskError(order.fail.error);
      const result = await action();
      await reach(effect, "after");
      return result;
    },
  };
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
