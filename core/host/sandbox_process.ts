import { JoinError } from "../engine/errors.ts";
import { formatBytes } from "./sandbox_log.ts";
import { takeBaseline } from "./sandbox_baseline.ts";
import { endMembers, type Mark, members } from "./sandbox_members.ts";
import type { SandboxLimits } from "./types.ts";
import { sentence } from "../engine/sentence.ts";

/** What to start, and as whom; without `uid` as ourselves. */
export interface SandboxCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number | undefined;
}

/** A process under watch. Disposing of it ends it and all that it has started. */
export interface WatchedProcess extends AsyncDisposable {
  readonly child: Deno.ChildProcess;
  /** How it ended. What it had started has ended with it, so that its output is at its end, too. */
  readonly ended: Promise<Deno.CommandStatus>;
  /** What `action` gives, or the error of the limit that was passed meanwhile. */
  unlessStopped<T>(action: Promise<T>): Promise<T>;
  /** Ends it at once, for this reason. */
  stop(reason: unknown): void;
}

const POLL_MS = 25;
/** A plugin that starts more would take the machine's process ids. */
const MOST_PROCESSES = 64;

/**
 * Starts a process in a session of its own, without a terminal, without our environment, and watches its
 * time and its memory.
 *
 * @throws JoinError `plugin-failed` when it cannot be executed
 */
export function startWatched(command: SandboxCommand, limits: SandboxLimits): WatchedProcess {
  limits.signal.throwIfAborted();
  const { uid } = command;
  const variable = `KUBEWORKER_PLUGIN_RUN=${crypto.randomUUID()}`;
  const mark: Mark = uid === undefined ? { variable } : { uid };
  const before = takeBaseline();
  const child = spawn(command, variable, limits.what);
  let alone = false;
  const ended = child.status.then(async (status) => {
    alone = await endMembers(mark, before);
    return status;
  });
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => {});
  let over = false;

  function stop(reason: unknown): void {
    if (over) return;
    over = true;
    stopped.reject(reason);
    kill(child);
  }
  function onAbort(): void {
    stop(limits.signal.reason);
  }
  const timer = setTimeout(() => stop(tooLate(limits)), limits.timeoutMs);
  const poll = setInterval(() => {
    const running = members(mark, before.others());
    if (running.length > MOST_PROCESSES) stop(tooMany(limits));
    const used = running.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
    if (used > limits.memoryBytes) stop(tooLarge(limits, used));
  }, POLL_MS);
  limits.signal.addEventListener("abort", onAbort, { once: true });

  return {
    child,
    ended,
    stop,
    unlessStopped: (action) => Promise.race([stopped.promise, action]),
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      clearInterval(poll);
      limits.signal.removeEventListener("abort", onAbort);
      over = true;
      kill(child);
      await ended;
      if (!alone) throw new JoinError("internal", `Cannot end all processes of ${limits.what}`);
    },
  };
}

function spawn(command: SandboxCommand, variable: string, what: string): Deno.ChildProcess {
  const { path, args, env, uid } = command;
  const [name = "", value = ""] = variable.split("=");
  try {
    return new Deno.Command(path, {
      args: [...args],
      clearEnv: true,
      env: uid === undefined ? { ...env, [name]: value } : { ...env },
      cwd: "/",
      // With a user id, supplementary groups are dropped, too.
      ...(uid === undefined ? {} : { uid, gid: uid }),
      detached: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    const { code } = Object(cause);
    if (uid !== undefined && (code === "EINVAL" || code === "EPERM")) {
      throw new JoinError("plugin-unconfined", `Cannot run ${what} as user ${uid}`, {
        cause,
        hint: "run kubeworker as the machine's own root, not as root of a user namespace",
      });
    }
    throw new JoinError("plugin-failed", `Cannot execute ${path} for ${what}`, {
      cause,
      hint: "is it a program for this machine, or a script whose first line names its interpreter?",
    });
  }
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch { /* it has ended already */ }
}

function tooLate({ what, timeoutMs }: SandboxLimits): JoinError {
  const seconds = Number((timeoutMs / 1000).toFixed(1));
  return new JoinError("plugin-timeout", `${sentence(what)} did not end within ${seconds} s`);
}

function tooMany({ what }: SandboxLimits): JoinError {
  return new JoinError(
    "plugin-limit",
    `${sentence(what)} has more than ${MOST_PROCESSES} processes`,
  );
}

function tooLarge({ what, memoryBytes }: SandboxLimits, used: number): JoinError {
  return new JoinError(
    "plugin-limit",
    `${sentence(what)} uses ${formatBytes(used)} of memory, more than ${formatBytes(memoryBytes)}`,
  );
}
