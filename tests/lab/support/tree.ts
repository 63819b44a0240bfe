import { output } from "./command.ts";

/** An entry of a file system. */
export interface Entry {
  /** As `find -printf %y` has it: f, d, l, s, p … */
  type: string;
  /** Octal. */
  mode: string;
  owner: string;
  /** Of a symbolic link. */
  target: string;
  bytes: number;
  /** Seconds since the epoch, with fractions. */
  modified: string;
}

/** Everything at and below some paths, by its path within the node. */
export async function readTree(
  root: string,
  paths: readonly string[],
): Promise<Map<string, Entry>> {
  const there = await Promise.all(
    paths.map(async (path) => await exists(root + path) ? [root + path] : []),
  );
  if (there.flat().length === 0) return new Map();
  const fields = ["%p", "%y", "%m", "%U:%G", "%l", "%s", "%T@"].join("\\t") + "\\n";
  const text = await output("find", [...there.flat(), "-printf", fields]);
  return new Map(
    text.split("\n").filter((line) => line !== "").map((line): [string, Entry] => {
      const [path = "", type = "", mode = "", owner = "", target = "", size = "", modified = ""] =
        line.split("\t");
      const bytes = type === "f" ? Number(size) : 0;
      return [path.slice(root.length), { type, mode, owner, target, bytes, modified }];
    }),
  );
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
