import { otherReaders, readInput } from "./operator_input.ts";

/** This process as its caller sees it: arguments, output, signals, exit. Used by main alone. */
export interface Terminal {
  readonly args: readonly string[];
  readonly isTerminal: boolean;
  readonly columns: number;
  env(name: string): string | undefined;
  /** A file by its path, or standard input for `-`. @throws JoinError `input-unreadable` */
  readInput(name: string, maxBytes: number): Promise<Uint8Array>;
  /** Who beside root and the caller may read a file: everybody, or the user that it belongs to. */
  otherReaders(name: string): Promise<"others" | number | undefined>;
  out(text: string): void;
  err(text: string): void;
  /** Aborts at the first Ctrl-C, SIGTERM or SIGHUP; a second one ends the process at once. */
  interruption(): AbortSignal;
  exit(code: number): never;
}

export function createTerminal(): Terminal {
  const encoder = new TextEncoder();
  const silent = new Set<unknown>();
  function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
    if (silent.has(stream)) return;
    const bytes = encoder.encode(text);
    try {
      for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
    } catch {
      // The reader went away, or a log's disk is full: no reason to break off a join half-way.
      silent.add(stream);
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
    readInput,
    otherReaders,
    out: (text) => write(Deno.stdout, text),
    err: (text) => write(Deno.stderr, text),
    interruption() {
      const controller = new AbortController();
      function onSignal(): void {
        if (controller.signal.aborted) Deno.exit(130);
        controller.abort();
      }
      // All the ways in which a terminal or an init system ends a program.
      const signals = Deno.build.os === "windows"
        ? ["SIGINT", "SIGBREAK"] as const
        : ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
      for (const name of signals) Deno.addSignalListener(name, onSignal);
      return controller.signal;
    },
    exit: (code) => Deno.exit(code),
  };
}
