/** One thing on a machine. */
export interface Entry {
  readonly kind: "directory" | "file" | "link";
  /** As the machine knows it. */
  readonly path: string;
  readonly mode: number;
  /** A file's content, or where a link points. */
  readonly text: string;
}

/** What makes a directory a stand-in for a machine, and is none of a join's business. */
const STAND_IN = ["/usr", "/run", "/proc", "/var/run", "/etc/hostname"];

/** Everything that is on a machine, without what the stand-in itself consists of, in order. */
export async function* listTree(root: string, under = ""): AsyncGenerator<Entry> {
  const entries = await Array.fromAsync(Deno.readDir(root + under));
  for (const { name } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = `${under}/${name}`;
    if (STAND_IN.includes(path)) continue;
    const info = await Deno.lstat(root + path);
    const mode = (info.mode ?? 0) & 0o7777;
    if (info.isDirectory) {
      yield { kind: "directory", path, mode, text: "" };
      yield* listTree(root, path);
    } else if (info.isSymlink) {
      yield { kind: "link", path, mode, text: await Deno.readLink(root + path) };
    } else {
      yield { kind: "file", path, mode, text: await Deno.readTextFile(root + path) };
    }
  }
}

/** The tree as lines: kind, mode, path, and where a link points. */
export function renderTree(entries: readonly Entry[]): string {
  return entries.map(({ kind, mode, path, text }) => {
    const bits = kind === "link" ? "    " : mode.toString(8).padStart(4, "0");
    return `${kind.padEnd(9)} ${bits} ${path}${kind === "link" ? ` → ${text}` : ""}\n`;
  }).join("");
}
