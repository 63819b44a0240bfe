import { JoinError } from "../engine/errors.ts";
import type { Clock } from "../host/types.ts";
import type { Api } from "./api.ts";
import { readObject, WatchEvent } from "./objects.ts";

/** The API server is asked to end a watch by itself after this time; then the next one begins. */
export const WATCH_SECONDS = 60;

/** How much longer a server may take for it before we do not believe in the connection any more. */
const LATE_MS = 10_000;

/** A watch that lasted so long was a good one. */
const GOOD_MS = 5000;

export interface WatchOptions {
  clock: Clock;
  signal: AbortSignal;
  /** What the path asks the server for; WATCH_SECONDS unless told. */
  seconds?: number | undefined;
  /** Called when the server has let the watch in. */
  onOpen?(): void;
  /** Called with the version up to which everything has been seen. */
  onVersion?(resourceVersion: string): void;
}

/** An event about an object; bookmarks and the server's own errors do not come through. */
export interface ObjectEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: unknown;
}

/**
 * How a watch went. `ended`: the server ended it, and the next one can go on from the last version.
 * `lost`: something may have been missed, so the object itself has to be read again.
 */
export type WatchEnd<T> =
  | { readonly kind: "found"; readonly value: T }
  /** `pauseMs`: before the next watch. */
  | { readonly kind: "ended" | "lost"; readonly pauseMs: number };

/** Opens watches, one after the other. */
export interface Watcher {
  /**
   * Opens a watch and hands its events over until one of them gives a result, the watch ends, or nothing was
   * heard for so long that something in between must have forgotten the connection.
   */
  follow<T>(
    path: string,
    what: string,
    take: (event: ObjectEvent) => T | undefined,
  ): Promise<WatchEnd<T>>;
}

export function createWatcher(api: Api, options: WatchOptions): Watcher {
  const { clock, signal, seconds = WATCH_SECONDS } = options;
  let quick = 0;

  /** Longer each time while watches end as soon as they have begun. */
  function pauseSince(began: number): number {
    quick = clock.elapsedMs() - began < GOOD_MS ? quick + 1 : 0;
    return quick === 0 ? 0 : Math.min(5000, 50 * 2 ** quick);
  }

  return {
    async follow(path, what, take) {
      const began = clock.elapsedMs();
      const forgotten = new AbortController();
      const ended = new AbortController();
      const timer = clock
        .sleep(seconds * 1000 + LATE_MS, AbortSignal.any([signal, ended.signal]))
        .then(() => forgotten.abort(), () => {});
      try {
        await using stream = await api.watch(
          path,
          what,
          AbortSignal.any([signal, forgotten.signal]),
        );
        options.onOpen?.();
        for await (const line of stream.lines()) {
          const { type, object } = readObject(WatchEvent, line, "a watch event");
          if (type === "ERROR") return { kind: "lost", pauseMs: pauseSince(began) };
          const version = versionOf(object);
          if (version !== undefined) options.onVersion?.(version);
          if (type !== "ADDED" && type !== "MODIFIED" && type !== "DELETED") continue;
          quick = 0;
          const value = take({ type, object });
          if (value !== undefined) return { kind: "found", value };
        }
        return { kind: "ended", pauseMs: pauseSince(began) };
      } catch (error) {
        signal.throwIfAborted();
        const lost = forgotten.signal.aborted ||
          // 410: what we know is too old to go on from.
          (error instanceof JoinError && error.detail.status === 410);
        if (lost) return { kind: "lost", pauseMs: pauseSince(began) };
        throw error;
      } finally {
        ended.abort();
        await timer;
      }
    },
  };
}

function versionOf(object: unknown): string | undefined {
  if (typeof object !== "object" || object === null || !("metadata" in object)) return undefined;
  const { metadata } = object;
  if (typeof metadata !== "object" || metadata === null) return undefined;
  const version = "resourceVersion" in metadata ? metadata.resourceVersion : undefined;
  // It goes into a path.
  return typeof version === "string" && /^\d+$/.test(version) ? version : undefined;
}
