import { createHash } from "node:crypto";

/** A program that was built. */
export interface Artifact {
  path: string;
  /** Bytes. */
  size: number;
  sha256: string;
}

/** Measures a program that was built. */
export async function inspect(path: string): Promise<Artifact> {
  const hash = createHash("sha256");
  let size = 0;
  using file = await Deno.open(path);
  for await (const chunk of file.readable) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { path, size, sha256: hash.digest("hex") };
}

/** Writes the checksums in the format of `sha256sum --check`. */
export async function writeChecksums(path: string, artifacts: readonly Artifact[]): Promise<void> {
  const lines = artifacts.map(({ path, sha256 }) => `${sha256}  ${path.replace(/^.*[/\\]/, "")}\n`);
  await Deno.writeTextFile(path, lines.join(""));
}
