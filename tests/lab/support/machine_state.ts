import { readTree } from "./tree.ts";
import type { Machine } from "./machine.ts";

/** Where a join, a fix or the kubelet of a join writes. */
const PLACES = ["/etc", "/opt", "/root", "/usr", "/var/lib/cni", "/var/lib/kubelet"];

/** Made by whatever runs there, on its own: no writing of ours. */
const RUNNING = [
  /^\/root\/\.cache(\/.*)?$/,
  /^\/etc\/(mtab|resolv\.conf)$/,
  /^\/etc\/systemd\/system(\/multi-user\.target\.wants)?$/,
];

/** A node's files by path: type, mode, owner, target, and the content's size and sum. */
export async function stateOf(node: Machine): Promise<Map<string, string>> {
  const root = await node.root();
  const state = new Map<string, string>();
  for (const [path, { type, mode, owner, target }] of await readTree(root, PLACES)) {
    if (RUNNING.some((pattern) => pattern.test(path))) continue;
    const content = type === "f" ? await digest(root + path) : "";
    state.set(path, [type, mode, owner, target, content].join(" "));
  }
  return state;
}

/** What is different, as lines. */
export function differencesOf(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    return was === is ? [] : [`${path}: ${was ?? "nothing"} → ${is ?? "nothing"}`];
  });
}

async function digest(path: string): Promise<string> {
  const bytes = await Deno.readFile(path);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 16);
}
