/** How to run a command. */
export interface CommandOptions {
  /** The whole environment; the caller's own when not given. */
  env?: Record<string, string>;
  cwd?: string;
  /** Milliseconds after which the command is ended. */
  timeLimit?: number;
}

/** What became of a command. `timedOut` when its time limit ended it. */
export interface CommandOutcome {
  code: number;
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

/** Runs a command without a shell and captures what it prints. Throws only if it cannot be started. */
export async function capture(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutcome> {
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { ...(options.env ?? Deno.env.toObject()), NO_COLOR: "1" }, // its output goes into messages
    clearEnv: true,
    ...(options.cwd ? { cwd: options.cwd } : {}),
  }).spawn();

  let timedOut = false;
  const timer = options.timeLimit === undefined ? undefined : setTimeout(function end() {
    timedOut = true;
    child.kill("SIGKILL");
  }, options.timeLimit);

  try {
    const { code, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr), timedOut };
  } finally {
    clearTimeout(timer);
  }
}
