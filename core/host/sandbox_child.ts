import { isReadRequest, type PluginFrame, type ReadAnswer } from "./sandbox_frames.ts";
import { workerText } from "./sandbox_worker.ts";
import type { PluginAnswer, PluginModule, PluginQuestion } from "./types.ts";

/** An answer above this is none. */
const MOST_ANSWER = 512 << 10;
/** Printed for the log, per question. */
const MOST_LOG = 64 << 10;
/** A longer path is cut: it is refused all the same. */
const LONGEST_PATH = 5000;

/**
 * The process of a plugin's module: reads questions from standard input, one a line, and answers each from
 * a Worker of its own that may do what the question grants, and nothing besides. What the module asks to be
 * read, kubeworker reads; its answers come in between. When it has gone, this process goes.
 */
export async function runPluginProcess(): Promise<void> {
  revoke(["env", "run", "write", "sys", "ffi", "import"]);
  const lines = readLines();
  // Read before any foreign code runs, which shares this standard input.
  const { nonce, module }: { nonce: string; module: PluginModule } = JSON.parse(
    (await lines.next()).value ?? "{}",
  );
  const encoded = new TextEncoder().encode(module.text).toBase64();
  const url = `data:application/${module.language};base64,${encoded}`;
  function send(frame: PluginFrame): void {
    print(Deno.stdout, `\n${nonce} ${JSON.stringify(frame)}\n`);
  }
  let current: Worker | undefined;
  for await (const line of lines) {
    const message: PluginQuestion | ReadAnswer = JSON.parse(line);
    if ("operation" in message) {
      const worker = current = startWorker(message);
      if (message.operation === "discover") revoke(["net", "read"]);
      listen(worker, send).then((answer) => {
        current = undefined;
        worker.terminate();
        send(readAnswer(answer));
      });
      worker.postMessage({ module: url, question: line });
    } else current?.postMessage(message);
  }
}

/** Hands on what a Worker asks for and logs, until it answers. */
function listen(worker: Worker, send: (frame: PluginFrame) => void): Promise<unknown> {
  let room = MOST_LOG;
  const { promise, resolve } = Promise.withResolvers<unknown>();
  worker.onmessage = ({ data }) => {
    if (isReadRequest(data)) {
      const { kind, id, path } = data;
      return send({ kind, id, path: path.slice(0, LONGEST_PATH) });
    }
    if (data?.kind !== "log") return resolve(data);
    const text = String(data.text);
    room -= text.length;
    if (room >= 0) print(Deno.stderr, `${text}\n`);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    resolve({ kind: "failed", message: event.message });
  };
  worker.onmessageerror = () => resolve({ kind: "failed", message: "its answer cannot be read" });
  return promise;
}

/** From the Worker comes what the plugin made of it: every part may be anything. */
function readAnswer(data: unknown): PluginAnswer {
  const { kind, text, code, message, hint } = Object(data);
  if (kind === "answer" && typeof text === "string" && text.length <= MOST_ANSWER) {
    try {
      return { kind: "answer", value: JSON.parse(text) };
    } catch { /* then it is none */ }
  }
  if (kind !== "failed") {
    return { kind: "failed", message: "its answer is not JSON, or has more than 512 KiB" };
  }
  return {
    kind: "failed",
    message: shorten(message) ?? "it did not say why",
    code: shorten(code),
    hint: shorten(hint),
  };
}

function shorten(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value).slice(0, 1000);
}

function startWorker(question: PluginQuestion): Worker {
  const { net, read } = question.operation === "discover"
    ? question.permissions
    : { net: [], read: [] };
  const options = {
    type: "module",
    name: "plugin",
    deno: {
      permissions: {
        net: net.length === 0 ? false : [...net],
        read: read.length === 0 ? false : [...read],
        ...{ env: false, run: false, write: false, sys: false, ffi: false, import: false },
      },
    },
  } as const;
  return new Worker(
    `data:application/javascript,${encodeURIComponent(workerText())}`,
    options as unknown as WorkerOptions,
  );
}

function revoke(names: readonly string[]): void {
  for (const name of names) {
    const { state } = Deno.permissions.revokeSync({ name } as Deno.PermissionDescriptor);
    if (state === "granted") throw new Error(`Cannot give up the permission "${name}"`);
  }
}

async function* readLines(): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  return undefined;
}

function print(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
}
