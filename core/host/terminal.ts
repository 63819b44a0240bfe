/** This process as its caller sees it: arguments, output, signals, exit. Used by main alone. */
export interface Terminal {
  readonly args: readonly string[];
  readonly isTerminal: boolean;
  readonly columns: number;
  env(name: string): string | undefined;
  out(text: string): void;
  err(text: string): void;
  /** Aborts at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
  interruption(): AbortSignal;
  exit(code: number): never;
}

export function createTerminal(): Terminal {
  const encoder = new TextEncoder();
  function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
    const bytes = encoder.encode(text);
    try {
      for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
    } catch (error) {
      // The reader went away (`| head`): that is its right, and the join goes on.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  }
  return {
    args: Deno.args,
    isTerminal: Deno.stdout.isTerminal(),
    get columns() {
      try {
        return Deno.consoleSize().columns;
      } catch {
        return 80;
      }
    },
    env: (name) => Deno.env.get(name),
    out: (text) => write(Deno.stdout, text),
    err: (text) => write(Deno.stderr, text),
    interruption() {
      const controller = new AbortController();
      function onSignal(): void {
        if (controller.signal.aborted) Deno.exit(130);
        controller.abort();
      }
      Deno.addSignalListener("SIGINT", onSignal);
      if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", onSignal);
      return controller.signal;
    },
    exit: (code) => Deno.exit(code),
  };
}
