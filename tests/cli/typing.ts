/** A shell on a terminal of its own, and what it showed. */
export interface Typing extends AsyncDisposable {
  /** Types keys, and resolves when the shell has shown these words since. */
  type(keys: string, words: string): Promise<void>;
}

const LONGEST_MS = 20_000;
/** The line emptied, and the end. */
const LEAVE = "\x15exit\n";

/** Whether a program can be found. */
export async function hasProgram(name: string): Promise<boolean> {
  const { success } = await new Deno.Command("sh", {
    args: ["-c", `command -v ${name}`],
    stdin: "null",
    stdout: "null",
  }).output();
  return success;
}

/** Starts a shell by script(1), which gives it a terminal. */
export function startTyping(command: string, env: Readonly<Record<string, string>>): Typing {
  const child = new Deno.Command("script", {
    args: ["-q", "-f", "-c", `stty cols 200; exec ${command}`, "/dev/null"],
    clearEnv: true,
    env: { TERM: "dumb", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  let shown = "";
  let heard = Promise.withResolvers<void>();
  async function listen(): Promise<void> {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      shown += text;
      heard.resolve();
      heard = Promise.withResolvers();
    }
  }
  const listening = listen();
  return {
    async type(keys, words) {
      shown = "";
      await writer.write(new TextEncoder().encode(keys));
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(
          () =>
            reject(new Error(`"${words}" was not shown after ${JSON.stringify(keys)}:\n${shown}`)),
          LONGEST_MS,
        );
      });
      try {
        while (!shown.includes(words)) await Promise.race([heard.promise, late]);
      } finally {
        clearTimeout(timer);
      }
    },
    async [Symbol.asyncDispose]() {
      // By the shell's own way out: killed from outside, what it runs would go on, and write into its home.
      await writer.write(new TextEncoder().encode(LEAVE)).catch(() => {});
      const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST_MS);
      await child.status;
      clearTimeout(timer);
      await writer.close().catch(() => {});
      await listening;
    },
  };
}
