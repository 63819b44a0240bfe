import { dirname, resolve } from "node:path";

/**
 * The files of a node whose `/` is some directory. Paths are those that the node knows, and an absolute symbolic link
 * leads to a place under that directory, too.
 */
export interface RootedFiles {
  /** The text, or `undefined` when there is no such file. */
  read(path: string): Promise<string | undefined>;
  write(path: string, text: string, mode: number): Promise<void>;
  /** Makes `path` a symbolic link to `target`, in one step even if there was one before. */
  link(path: string, target: string, temporary: string): Promise<void>;
}

export function rootedFiles(root: string): RootedFiles {
  const base = resolve(root);
  function place(path: string): string {
    return base === "/" ? path : `${base}${resolve("/", path)}`;
  }

  async function followed(path: string, links = 8): Promise<string> {
    const info = await Deno.lstat(place(path));
    if (!info.isSymlink) return place(path);
    if (links === 0) throw new Deno.errors.FilesystemLoop(`too many links: ${path}`);
    return await followed(resolve(dirname(path), await Deno.readLink(place(path))), links - 1);
  }

  return {
    async read(path) {
      try {
        return await Deno.readTextFile(await followed(path));
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return undefined;
        throw error;
      }
    },
    async write(path, text, mode) {
      await Deno.mkdir(dirname(place(path)), { recursive: true, mode: 0o755 });
      await Deno.writeTextFile(place(path), text, { mode });
    },
    async link(path, target, temporary) {
      await Deno.symlink(target, place(temporary));
      await Deno.rename(place(temporary), place(path));
    },
  };
}
