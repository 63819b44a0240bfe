import assert from "node:assert/strict";
import type { Machine } from "./machine.ts";
import { readTree } from "./tree.ts";

/** Wherever a joiner could leave something; the kubelet's and the runtime's own running state is elsewhere. */
const PLACES = [
  "/etc",
  "/opt",
  "/root",
  "/tmp",
  "/usr",
  "/var/lib/kubelet",
  "/var/lib/kubeworker",
  "/var/tmp",
];

/** A runtime may keep what it compiled in the home directory's cache: that is no writing of ours. */
const RUNTIME_CACHE = /^\/root(\/\.cache(\/v8x(\/.*)?)?)?$/;

/** Does something, and makes sure that no file of the node was written, removed or touched by it. */
export async function untouched<T>(node: Machine, action: () => Promise<T>): Promise<T> {
  const root = await node.root();
  const before = await readTree(root, PLACES);
  const result = await action();
  const after = await readTree(root, PLACES);
  assert.deepEqual(changed(before, after), [], "the node's files changed");
  return result;
}

/** Paths at which two readings differ. */
function changed(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) =>
    !RUNTIME_CACHE.test(path) &&
    JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path))
  );
}
