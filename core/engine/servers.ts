import type { Route } from "../host/types.ts";

/** A way to one of the cluster's API servers. */
export interface ServerAccess {
  /** `https://host:port`, perhaps with a path, without a slash at its end. */
  readonly url: string;
  readonly route?: Route | undefined;
}

/** The servers of one cluster, and which of them is asked at the moment. All who ask share it. */
export interface Servers {
  readonly count: number;
  current(): ServerAccess;
  /**
   * This one has failed: the next is asked from now on, unless somebody else saw that before.
   *
   * @param atMs when, by the clock of who says so
   */
  failed(server: ServerAccess, atMs?: number): void;
  /** When this one failed last; undefined if it never did. */
  failedAtMs(server: ServerAccess): number | undefined;
}

/**
 * @param list the preferred server first; at least one
 * @param failedAtMs when the preferred one failed last, before it was known to be the cluster's
 */
export function createServers(
  list: readonly [ServerAccess, ...ServerAccess[]],
  failedAtMs?: number,
): Servers {
  let index = 0;
  const failures = new Map(failedAtMs === undefined ? [] : [[list[0], failedAtMs]]);
  const current = (): ServerAccess => list[index % list.length] ?? list[0];
  return {
    count: list.length,
    current,
    failed(server, atMs) {
      if (atMs !== undefined) failures.set(server, atMs);
      if (server === current()) index++;
    },
    failedAtMs: (server) => failures.get(server),
  };
}
