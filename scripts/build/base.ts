import { binaryTarget, type Target } from "./target.ts";

/** Where the base of a compiled program, Deno's `denort`, comes from. */
export type Base =
  | { kind: "given"; path: string }
  | { kind: "cached"; path: string }
  | { kind: "download" };

/**
 * Looks for a base in the order of `deno compile`: DENORT_BIN, Deno's cache, the download.
 * Unlike `deno compile` it takes DENORT_BIN only for the target that the file is made for.
 */
export async function findBase(target: Target, denoDir: string): Promise<Base> {
  const given = Deno.env.get("DENORT_BIN");
  if (given && await readTarget(given) === target) return { kind: "given", path: given };

  const cached = `${denoDir}/dl/release/v${Deno.version.deno}/denort-${target}.zip`;
  if (await isFile(cached)) return { kind: "cached", path: cached };
  return { kind: "download" };
}

/** Says where a base comes from, in words. */
export function describeBase(base: Base): string {
  switch (base.kind) {
    case "given":
      return "the base in DENORT_BIN";
    case "cached":
      return "the base in Deno's cache";
    case "download":
      return "a base that Deno downloads";
    default:
      return base satisfies never;
  }
}

async function readTarget(path: string): Promise<Target | undefined> {
  using file = await Deno.open(path);
  const head = new Uint8Array(4096);
  const length = await file.read(head);
  return binaryTarget(head.subarray(0, length ?? 0));
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
