import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { JoinError } from "../engine/errors.ts";
import { rootPrefix } from "./root_prefix.ts";
import type { Drafts, RawFiles } from "./types.ts";

/** Files under `root`, as bytes. */
export function createRawFiles(root: string): RawFiles {
  const prefix = rootPrefix(root);
  return {
    owner: (path) => reading(path, async () => (await Deno.lstat(prefix + path)).uid ?? undefined),
    bytes: (path, maxBytes) =>
      reading(path, async () => {
        using file = await Deno.open(prefix + path);
        const { size } = await file.stat();
        if (size > maxBytes) throw new Error(`it has ${size} bytes, more than ${maxBytes}`);
        return await new Response(file.readable).bytes();
      }),
    sha256: (path) =>
      reading(path, async () => {
        const hash = createHash("sha256");
        using file = await Deno.open(prefix + path);
        for await (const chunk of file.readable) hash.update(chunk);
        return hash.digest("hex");
      }),
  };
}

/** Files where the author of a plugin works. */
export function createDrafts(): Drafts {
  return {
    absolute: (path) => resolve(Deno.cwd(), path),
    async create(path, text, mode) {
      try {
        await Deno.writeTextFile(path, text, { createNew: true, mode });
      } catch (cause) {
        if (cause instanceof Deno.errors.AlreadyExists) {
          throw new JoinError("file-failed", `Cannot write ${path}: it is there already`, {
            hint: "choose another name or --directory; nothing was written over",
          });
        }
        throw new JoinError("file-failed", `Cannot write ${path}`, { cause });
      }
    },
  };
}

async function reading<T>(path: string, action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw new JoinError("file-failed", `Cannot read ${path}`, { cause });
  }
}
