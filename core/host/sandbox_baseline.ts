import { processIds } from "./sandbox_members.ts";

/** The processes that were there before a sandbox, which need not be looked at again and again. */
export interface Baseline {
  /** Their ids, without those that may belong to another process by now. */
  others(): ReadonlySet<number>;
}

/** Above this, every process is looked at. */
const MOST_FORKS = 10_000;

/**
 * Looks at what runs now. The kernel hands out ids in order, so an id can have a new owner only when as many
 * processes and threads have been started as lie between it and the last one (proc(5): `processes` in
 * /proc/stat, the last field of /proc/loadavg).
 */
export function takeBaseline(proc = "/proc"): Baseline {
  const forks = forkCount(proc);
  const last = numberIn(`${proc}/loadavg`, / (\d+)\s*$/);
  const highest = numberIn(`${proc}/sys/kernel/pid_max`, /^(\d+)/);
  const before = processIds(proc);
  return {
    others() {
      const reached = last + forkCount(proc) - forks;
      // Not a number where /proc is missing or looks different: then nothing is left out.
      if (!(reached - last < MOST_FORKS && reached < highest)) return new Set();
      return new Set([...before].filter((pid) => pid <= last || pid > reached));
    },
  };
}

function forkCount(proc: string): number {
  return numberIn(`${proc}/stat`, /^processes (\d+)$/m);
}

function numberIn(path: string, pattern: RegExp): number {
  try {
    return Number(pattern.exec(Deno.readTextFileSync(path))?.[1] ?? NaN);
  } catch {
    return NaN;
  }
}
