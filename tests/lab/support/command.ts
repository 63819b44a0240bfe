/** What became of a command. */
export interface Done {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Running {
  readonly done: Promise<Done>;
  /** Called with each line of standard output as it comes. */
  onLine(listener: (line: string) => void): void;
}

export interface CommandOptions {
  /** After this many milliseconds the command is ended. Default two minutes. */
  timeLimit?: number;
}

/** Starts a command without a shell. */
export function start(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Running {
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), options.timeLimit ?? 120_000);
  const listeners: ((line: string) => void)[] = [];

  async function read(stream: ReadableStream<Uint8Array>, listen: boolean): Promise<string> {
    const decoder = new TextDecoder();
    let [text, line] = ["", ""];
    for await (const chunk of stream) {
      const part = decoder.decode(chunk, { stream: true });
      text += part;
      if (!listen) continue;
      const lines = (line + part).split("\n");
      line = lines.pop() ?? "";
      for (const whole of lines) for (const listener of listeners) listener(whole);
    }
    return text;
  }

  async function finish(): Promise<Done> {
    try {
      const [{ code }, stdout, stderr] = await Promise.all([
        child.status,
        read(child.stdout, true),
        read(child.stderr, false),
      ]);
      return { code, stdout, stderr };
    } finally {
      clearTimeout(timer);
    }
  }
  return { done: finish(), onLine: (listener) => void listeners.push(listener) };
}

/** Runs a command that has to succeed. @returns its standard output */
export async function output(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await start(program, args, options).done;
  if (code !== 0) {
    throw new Error(
      `${program} ${args.join(" ")} ended with ${code}: ${(stderr || stdout).trim()}`,
    );
  }
  return stdout;
}
