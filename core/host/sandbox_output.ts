import { JoinError } from "../engine/errors.ts";
import { sentence } from "../engine/sentence.ts";
import type { WatchedProcess } from "./sandbox_process.ts";

/** The most that a plugin may print. */
const MOST_OUTPUT = 1 << 20;

/**
 * The standard output of a process, chunk by chunk. One byte too many ends the process: nothing beyond the
 * limit is ever kept.
 *
 * @throws JoinError `plugin-limit`
 */
export async function* cappedOutput(watched: WatchedProcess, what: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = watched.child.stdout.getReader();
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await watched.unlessStopped(reader.read());
      if (done) break;
      size += value.length;
      if (size > MOST_OUTPUT) {
        const error = new JoinError("plugin-limit", `${sentence(what)} prints more than 1 MiB`);
        watched.stop(error);
        throw error;
      }
      yield decoder.decode(value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Writes to its standard input. A process that does not read has ended, or will be ended. */
export async function feed(watched: WatchedProcess, text: string, last: boolean): Promise<void> {
  const writer = watched.child.stdin.getWriter();
  try {
    await watched.unlessStopped(writer.write(new TextEncoder().encode(text)));
    if (last) await watched.unlessStopped(writer.close());
  } catch (error) {
    // A broken pipe: how it ended says more.
    if (error instanceof JoinError || error instanceof DOMException) throw error;
  } finally {
    writer.releaseLock();
  }
}
