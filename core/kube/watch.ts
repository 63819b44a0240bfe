import { JoinError } from "../engine/errors.ts";
import type { Clock } from "../host/types.ts";
import type { Api } from "./api.ts";
import { readObject, WatchEvent } from "./objects.ts";

/** The API server is asked to end a watch by itself after this time; then the next one begins. */
export const WATCH_SECONDS = 120;

/** How much longer a server may take for it before we do not believe in the connection any more. */
const LATE_MS = 10_000;

/** Before the next watch, in ms: longer each time, while watches end without an event. */
export function pauseAfterWatch(quiet: number): number {
  return Math.min(5000, 100 * 2 ** quiet);
}

export interface WatchOptions {
  clock: Clock;
  signal: AbortSignal;
}

/** An event about an object; bookmarks and the server's own errors do not come through. */
export interface ObjectEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: unknown;
}

/**
 * Opens a watch and hands its events over until one of them gives a result.
 *
 * @returns undefined when the watch ended without: by the server, or because nothing was heard for so long
 * that something in between must have forgotten the connection
 */
export async function followWatch<T>(
  api: Api,
  path: string,
  what: string,
  options: WatchOptions,
  take: (event: ObjectEvent) => T | undefined,
): Promise<T | undefined> {
  const forgotten = new AbortController();
  const ended = new AbortController();
  const timer = options.clock
    .sleep(WATCH_SECONDS * 1000 + LATE_MS, AbortSignal.any([options.signal, ended.signal]))
    .then(() => forgotten.abort(), () => {});
  try {
    const signal = AbortSignal.any([options.signal, forgotten.signal]);
    await using stream = await api.watch(path, what, signal);
    for await (const line of stream.lines()) {
      const event = readObject(WatchEvent, line, "a watch event");
      if (event.type === "ERROR") return undefined;
      if (event.type !== "ADDED" && event.type !== "MODIFIED" && event.type !== "DELETED") continue;
      const result = take({ type: event.type, object: event.object });
      if (result !== undefined) return result;
    }
    return undefined;
  } catch (error) {
    options.signal.throwIfAborted();
    if (forgotten.signal.aborted) return undefined;
    // 410: what we know is too old to go on from; the object itself has to be read again.
    if (error instanceof JoinError && error.detail.status === 410) return undefined;
    throw error;
  } finally {
    ended.abort();
    await timer;
  }
}
