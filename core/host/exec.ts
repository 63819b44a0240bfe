import { JoinError } from "../engine/errors.ts";
import type { Exec } from "./types.ts";
import { rootPrefix } from "./root_prefix.ts";

/** Where programs are looked for, whatever the environment says. */
const DIRECTORIES = [
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/sbin",
  "/usr/bin",
  "/sbin",
  "/bin",
  "/opt/bin",
];
const MAX_OUTPUT = 1 << 20;
/** For output that is still on its way when a program has ended. */
const GRACE_MS = 500;

/** Programs under `root`, with none of this process's environment. */
export function createExec(root: string): Exec {
  const prefix = rootPrefix(root);

  /** Synchronous: a few looks at the disk, and a program that takes its time starts at once. */
  function find(program: string): string | undefined {
    const places = program.startsWith("/")
      ? [prefix + program]
      : DIRECTORIES.map((directory) => `${prefix}${directory}/${program}`);
    for (const path of places) {
      try {
        const info = Deno.statSync(path);
        if (info.isFile && ((info.mode ?? 0o111) & 0o111) !== 0) return path;
      } catch { /* not there: the next directory */ }
    }
    return undefined;
  }

  return {
    has: (program) => Promise.resolve(find(program) !== undefined),
    async run(program, args, { timeoutMs, signal, env = {}, withChildren = false }) {
      const path = find(program);
      if (path === undefined) {
        throw new JoinError("command-failed", `Cannot run ${program}: it is not installed`);
      }
      signal?.throwIfAborted();
      const child = spawn(path, args, { env, detached: withChildren });
      let late = false;
      function kill(): void {
        try {
          // Detached, it leads a group of its own, which everything is in that it starts.
          if (withChildren) Deno.kill(-child.pid, "SIGKILL");
          else child.kill("SIGKILL");
        } catch { /* it has ended already */ }
      }
      const timer = setTimeout(() => {
        late = true;
        kill();
      }, timeoutMs);
      signal?.addEventListener("abort", kill, { once: true });
      try {
        const over = new AbortController();
        const output = Promise.all([
          collect(child.stdout, over.signal),
          collect(child.stderr, over.signal),
        ]);
        const status = await child.status;
        // A daemon that it left behind may hold the pipes open for ever.
        const grace = setTimeout(() => over.abort(), GRACE_MS);
        const [stdout, stderr] = await output.finally(() => clearTimeout(grace));
        signal?.throwIfAborted();
        if (late) {
          throw new JoinError(
            "command-failed",
            `${program} ${args.join(" ")} did not end within ${timeoutMs / 1000} s`,
          );
        }
        return { code: status.code, stdout, stderr };
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener("abort", kill);
      }
    },
  };
}

function spawn(
  path: string,
  args: readonly string[],
  { env, detached }: { env: Readonly<Record<string, string>>; detached: boolean },
): Deno.ChildProcess {
  try {
    return new Deno.Command(path, {
      args: [...args],
      clearEnv: true,
      env: { PATH: DIRECTORIES.join(":"), LANG: "C", LC_ALL: "C", HOME: "/root", ...env },
      detached,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    throw new JoinError("command-failed", `Cannot run ${path}`, { cause });
  }
}

/** The first megabyte of a stream; the rest is read and dropped, so that the writer does not hang. */
async function collect(
  stream: ReadableStream<Uint8Array>,
  over: AbortSignal,
): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  over.addEventListener("abort", () => void reader.cancel().catch(() => {}), { once: true });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    if (text.length < MAX_OUTPUT) text += decoder.decode(value, { stream: true });
  }
}
