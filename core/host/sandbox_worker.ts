import type { ReadAnswer, ReadRequest } from "./sandbox_frames.ts";
import { fetchText } from "./sandbox_worker_fetch.ts";
import { createReading } from "./sandbox_worker_read.ts";

/** A module that answers one question about the plugin whose URL it is given. */
export function workerText(): string {
  return `(${worker})({ createReading: ${createReading}, fetchText: ${fetchText} });`;
}

interface Parts {
  readonly createReading: typeof createReading;
  readonly fetchText: typeof fetchText;
}

/** Becomes a text: it may use nothing that is outside it. */
function worker(parts: Parts): void {
  const scope = globalThis as unknown as {
    postMessage(message: unknown): void;
    onmessage: (event: { data: { module: string; question: string } | ReadAnswer }) => void;
  };
  const post = scope.postMessage.bind(scope);
  const reading = parts.createReading((request: ReadRequest) => post(request));
  const LACKING = "it has to be among the plugin's own `permissions` and granted in its listing";
  let room = 64 << 10;

  function log(...values: unknown[]): void {
    if (room <= 0) return;
    const words = values.map((value) => typeof value === "string" ? value : Deno.inspect(value));
    const text = words.join(" ").slice(0, room);
    room -= text.length + 1;
    post({ kind: "log", text });
  }
  for (const name of ["log", "info", "warn", "error", "debug", "trace", "dir", "table"]) {
    Object.assign(console, { [name]: log });
  }

  function context(timeoutMs: number): object {
    const signal = AbortSignal.timeout(timeoutMs);
    return {
      signal,
      timeoutMs,
      log: (text: string) => log(text),
      fetchText: (url: string, init: RequestInit = {}) => parts.fetchText(url, init, signal),
      readText: (path: string) => reading.readText(path, signal),
      fail(code: string, message: string, hint?: string): never {
        throw Object.assign(new Error(message), { code, hint });
      },
    };
  }

  async function answer(url: string, text: string): Promise<unknown> {
    const question = JSON.parse(text);
    const { default: plugin } = await import(url);
    if (typeof plugin !== "object" || plugin === null) {
      throw new Error("it has no default export that is an object");
    }
    if (question.operation === "discover") {
      return await plugin.discover(question.section, context(question.timeoutMs));
    }
    // What else it exports is kept, too: unknown fields are an error.
    const { discover, ...described } = plugin;
    if (typeof discover !== "function") throw new Error("it has no function discover");
    return described;
  }

  /** Of an error that says nothing, as "fetch failed", the causes tell more. */
  function messageOf(error: unknown, depth = 0): unknown {
    const { message = error, cause } = Object(error);
    if (!(cause instanceof Error) || depth > 3) return message;
    return `${message}: ${messageOf(cause, depth + 1)}`;
  }

  scope.onmessage = ({ data }) => {
    if (!("module" in data)) return reading.answered(data);
    answer(data.module, data.question).then(
      (value) => post({ kind: "answer", text: JSON.stringify(value ?? null) }),
    ).catch((error: unknown) => {
      const { code, hint } = Object(error);
      const message = messageOf(error);
      const why = error instanceof Deno.errors.NotCapable
        // Deno's advice is about flags of its own.
        ? {
          message: String(message).replace(/, (specify|run again)[^]*$/, ""),
          hint: hint ?? LACKING,
        }
        : { message, code, hint };
      const words = Object.entries(why).filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, String(value)]);
      post({ kind: "failed", ...Object.fromEntries(words) });
    });
  };
}
