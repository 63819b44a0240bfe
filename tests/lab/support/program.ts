import { fileURLToPath } from "node:url";
import type { Machine } from "./machine.ts";

export const KINDS = ["compiled", "self-extracting"] as const;
export type Kind = typeof KINDS[number];

/** Where the program lies in a node. */
export const PROGRAM_PATH = "/usr/local/bin/kubeworker";

/** The file of a kind that is to be tested; undefined where the environment names none. */
export function programFile(kind: Kind): string | undefined {
  if (kind === "self-extracting") return Deno.env.get("KUBEWORKER_SELF_EXTRACTING");
  const built = fileURLToPath(new URL("../../../dist/kubeworker", import.meta.url));
  return Deno.env.get("KUBEWORKER_BIN") ?? built;
}

/** Puts the program into a node: the one file, and nothing else. */
export async function install(node: Machine, kind: Kind = "compiled"): Promise<void> {
  const file = programFile(kind);
  if (file === undefined) throw new Error(`No file of the kind "${kind}" was named`);
  await node.put(file, PROGRAM_PATH);
}
