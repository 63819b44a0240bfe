import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

/** How a program ended, and what it had said until then. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** From its start. */
  readonly ms: number;
}

/** kubeworker as a process of its own. */
export interface Program {
  readonly child: Deno.ChildProcess;
  /** Resolves when its standard output holds these words. */
  said(words: string): Promise<void>;
  ended(): Promise<Ended>;
}

/** Starts the real program, with nothing of this process's environment but what `deno` itself needs. */
export function startProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Program {
  const needed = ["PATH", "HOME", "DENO_DIR", "TMPDIR"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", "main.ts", ...args],
    cwd: REPOSITORY,
    clearEnv: true,
    env: { ...Object.fromEntries(needed), ...environment },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = { stdout: "", stderr: "" };
  const listeners = new Set<() => void>();
  async function read(name: "stdout" | "stderr"): Promise<void> {
    for await (const text of child[name].pipeThrough(new TextDecoderStream())) {
      output[name] += text;
      for (const listener of listeners) listener();
    }
  }
  const whole = Promise.all([child.status, read("stdout"), read("stderr")])
    .then(([{ code }]) => ({ code, ...output, ms: performance.now() - began }));
  return {
    child,
    said(words) {
      const heard = new Promise<void>((resolve) => {
        function listen(): void {
          if (!output.stdout.includes(words)) return;
          listeners.delete(listen);
          resolve();
        }
        listeners.add(listen);
        listen();
      });
      return Promise.race([
        heard,
        whole.then(({ code, stdout, stderr }) => {
          if (stdout.includes(words)) return;
          throw new Error(`It ended (${code}) without saying "${words}":\n${stdout}${stderr}`);
        }),
      ]);
    },
    ended: () => whole,
  };
}

/** Runs the program to its end. */
export function runProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return startProgram(args, environment).ended();
}

/** The last line of its standard output, which is the result under `-o json`. */
export function resultOf({ stdout }: Pick<Ended, "stdout">): Record<string, unknown> {
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
}
