/** A running process, as /proc shows it. */
export interface ProcessEntry {
  readonly pid: number;
  /** Real, effective, saved and file system user. */
  readonly uids: readonly number[];
  readonly residentBytes: number;
}

/** By what the processes of one sandbox are known: their user, or a variable that they inherit. */
export type Mark = { readonly uid: number } | { readonly variable: string };

/** For how many rounds processes are ended that start others meanwhile. */
const ROUNDS = 200;

/** So many can be ended one by one. */
const FEW = 4;

/** Every process but zombies, which hold nothing any more. Empty where there is no /proc. */
export function* allProcesses(but?: ReadonlySet<number>): Generator<ProcessEntry> {
  for (const pid of processIds()) {
    if (but?.has(pid)) continue;
    const status = read(`/proc/${pid}/status`);
    if (status === undefined || /^[ZX]/.test(field(status, "State"))) continue;
    yield {
      pid,
      uids: field(status, "Uid").split("\t").map(Number),
      // Kernel threads have none.
      residentBytes: (Number.parseInt(field(status, "VmRSS")) || 0) * 1024,
    };
  }
}

/** Not by a pattern: this runs for every process of the machine, several times in a discovery. */
function field(status: string, name: string): string {
  const at = status.indexOf(`\n${name}:\t`);
  return at < 0 ? "" : status.slice(at + name.length + 3, status.indexOf("\n", at + 1)).trim();
}

/** Ids of all processes that there are now. */
export function processIds(proc = "/proc"): Set<number> {
  try {
    const names = Array.from(Deno.readDirSync(proc), ({ name }) => Number(name));
    return new Set(names.filter(Number.isInteger));
  } catch {
    return new Set();
  }
}

/**
 * The processes of a sandbox, wherever they have gone: a session of their own or a parent that has ended
 * changes neither user nor environment. `but`: those that were there before it.
 */
export function members(mark: Mark, but?: ReadonlySet<number>): ProcessEntry[] {
  return [...findMembers(mark, but)];
}

function* findMembers(mark: Mark, but?: ReadonlySet<number>): Generator<ProcessEntry> {
  for (const found of allProcesses(but)) {
    const isOne = "uid" in mark
      ? found.uids.includes(mark.uid)
      : (read(`/proc/${found.pid}/environ`) ?? "").split("\0").includes(mark.variable);
    if (isOne) yield found;
  }
}

/**
 * Ends all processes of a sandbox with SIGKILL.
 *
 * @param before the processes that are none of its
 * @returns whether none is left, as it should be
 */
export async function endMembers(
  mark: Mark,
  before: { others(): ReadonlySet<number> | undefined },
): Promise<boolean> {
  for (let round = 0; round < ROUNDS; round++) {
    let count = 0;
    // Each as soon as it is seen, before it starts another.
    for (const { pid } of findMembers(mark, before.others())) {
      kill(pid);
      count++;
    }
    if (count === 0) return true;
    // The kernel ends all of a user's processes at once: none of them can start another in between.
    if ("uid" in mark && (count > FEW || round > 0)) await endAllOf(mark.uid);
    await new Promise((resolve) => setTimeout(resolve, Math.min(round, 10)));
  }
  return false;
}

/** kill(2) with -1, by a shell of that user: everything that it may signal, and that is its own. */
async function endAllOf(uid: number): Promise<void> {
  await new Deno.Command("/bin/sh", {
    args: ["-c", "kill -9 -1"],
    clearEnv: true,
    cwd: "/",
    uid,
    gid: uid,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output().catch(() => {});
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch { /* it has ended meanwhile */ }
}

function read(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
