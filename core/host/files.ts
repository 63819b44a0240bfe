import { JoinError } from "../engine/errors.ts";
import { isOurs } from "./ownership.ts";
import type { FileInfo, Files, WriteOptions } from "./types.ts";
import { rootPrefix } from "./root_prefix.ts";

const MAX_READ = 16 << 20;

/** Files under `root`, without journal: the wrappers add that. */
export function createFiles(root: string): Files {
  const prefix = rootPrefix(root);

  function real(path: string): string {
    if (!path.startsWith("/") || path.split("/").includes("..")) {
      throw new JoinError("internal", `Not an absolute path: "${path}"`);
    }
    return prefix + path;
  }

  async function place(path: string, make: (temporary: string) => Promise<void>, name?: string) {
    const target = real(path);
    const directory = target.slice(0, target.lastIndexOf("/")) || "/";
    const temporary = name === undefined
      ? `${directory}/.${target.slice(directory.length + 1)}.kubeworker-${
        crypto.randomUUID().slice(0, 8)
      }`
      : real(name);
    try {
      await make(temporary);
      await Deno.rename(temporary, target);
      await syncDirectory(directory);
    } catch (cause) {
      await Deno.remove(temporary).catch(() => {});
      throw cause;
    }
  }

  return {
    async read(path) {
      return await guarded(`read ${path}`, async () => {
        const info = await Deno.stat(real(path));
        if (info.size > MAX_READ) throw new Error(`it has ${info.size} bytes`);
        return await Deno.readTextFile(real(path));
      });
    },
    async stat(path) {
      return await guarded(`look at ${path}`, async () => toInfo(await Deno.lstat(real(path))));
    },
    async list(path) {
      // deno-lint-ignore require-await -- what it throws is to be a rejection
      return await guarded(`list ${path}`, async () => {
        // Not Deno.readDir(): where there is no directory, a program with QuickJS ends (deno 2.9.5).
        return Array.from(Deno.readDirSync(real(path)), ({ name }) => name).sort();
      }) ?? [];
    },
    async linkTarget(path) {
      return await guarded(`read link ${path}`, () => Deno.readLink(real(path)));
    },
    isOurs(path) {
      return isOurs(this, path);
    },
    async write(path, text, options) {
      await changing(
        `write ${path}`,
        () => place(path, (temporary) => writeSynced(temporary, text, options)),
      );
    },
    async makeDirectory(path, mode) {
      await changing(`create directory ${path}`, () => makeAll(real(path), mode));
    },
    async link(path, target, through) {
      await changing(`link ${path}`, async () => {
        await Deno.remove(real(through)).catch(ignoreMissing);
        await place(path, (temporary) => Deno.symlink(target, temporary), through);
      });
    },
    async remove(path) {
      await changing(`remove ${path}`, () => Deno.remove(real(path)).catch(ignoreMissing));
    },
  };
}

async function writeSynced(path: string, text: string, options: WriteOptions): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true, mode: options.mode });
  // The process's umask may have taken bits away; it can never add any.
  await Deno.chmod(path, options.mode);
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
  await file.sync();
}

async function syncDirectory(path: string): Promise<void> {
  using directory = await Deno.open(path, { read: true });
  await directory.sync();
}

async function makeAll(path: string, mode: number): Promise<void> {
  try {
    if ((await Deno.stat(path)).isDirectory) return;
    throw new Error("something that is not a directory is in the way");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const parent = path.slice(0, path.lastIndexOf("/")) || "/";
  await makeAll(parent, mode);
  try {
    await Deno.mkdir(path, { mode });
  } catch (error) {
    // Somebody else made it meanwhile.
    if (error instanceof Deno.errors.AlreadyExists) return;
    throw error;
  }
  await Deno.chmod(path, mode);
  await syncDirectory(parent);
}

function toInfo(info: Deno.FileInfo): FileInfo {
  return {
    kind: info.isSymlink ? "link" : info.isFile ? "file" : info.isDirectory ? "directory" : "other",
    mode: (info.mode ?? 0) & 0o7777,
    size: info.size,
  };
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

async function guarded<T>(what: string, action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw fileError(what, cause);
  }
}

async function changing(what: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (cause) {
    throw fileError(what, cause);
  }
}

function fileError(what: string, cause: unknown): JoinError {
  if (cause instanceof JoinError) return cause;
  const code = cause instanceof Error && "code" in cause && cause.code === "ENOSPC"
    ? "disk-full"
    : "file-failed";
  return new JoinError(code, `Cannot ${what}`, { cause });
}
