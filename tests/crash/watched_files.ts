import type { Effects } from "./effects.ts";

/** What differs between two runs in the names that files have while they are written, and in dated ones. */
const VOLATILE: readonly [RegExp, string][] = [
  [/\/\.([^/]*)\.kubeworker-[0-9a-f]+$/, "/$1 (temporary)"],
  [/kubelet-client-\d{4}(-\d\d){5}\.pem/, "kubelet-client-DATE.pem"],
  [/journal-\d{4}-\d\d-\d\d[^/]*\.jsonl$/, "journal-DATE.jsonl"],
  [/\/replaced\/[0-9a-f]{64}/, "/replaced/SHA256"],
];

/**
 * Makes an effect of everything that this process does to files below a root: each system call that changes
 * something is one, and so are the syncs.
 */
export function watchFiles(root: string, effects: Effects): void {
  const { open, chmod, rename, mkdir, remove, symlink, writeTextFile } = Deno;
  const { write, sync, syncData, truncate } = Deno.FsFile.prototype;
  const paths = new WeakMap<Deno.FsFile, string>();

  /** The path as the node has it; undefined for what is none of a join's business. */
  function inside(path: string | URL): string | undefined {
    const text = String(path);
    if (!text.startsWith(`${root}/`)) return undefined;
    return VOLATILE.reduce(
      (name, [pattern, word]) => name.replace(pattern, word),
      text.slice(root.length),
    );
  }

  function watch<T>(
    what: string,
    path: string | URL | undefined,
    action: () => Promise<T>,
    half?: () => Promise<unknown>,
  ): Promise<T> {
    const name = path === undefined ? undefined : inside(path);
    return name === undefined
      ? action()
      : effects.run({ kind: "file", name: `${what} ${name}` }, action, half);
  }

  Object.assign(Deno, {
    async open(path: string | URL, options: Deno.OpenOptions = { read: true }) {
      const changes = options.create === true || options.createNew === true;
      const file = changes
        ? await watch("create", path, () => open(path, options))
        : await open(path, options);
      paths.set(file, String(path));
      return file;
    },
    chmod: (path: string, mode: number) => watch("chmod", path, () => chmod(path, mode)),
    rename: (from: string, to: string) => watch("rename to", to, () => rename(from, to)),
    mkdir: (path: string, options?: Deno.MkdirOptions) =>
      watch("mkdir", path, () => mkdir(path, options)),
    remove: (path: string, options?: Deno.RemoveOptions) =>
      watch("remove", path, () => remove(path, options)),
    symlink: (to: string, path: string) => watch("symlink", path, () => symlink(to, path)),
    writeTextFile: (path: string, text: string, options?: Deno.WriteFileOptions) =>
      watch("write", path, () => writeTextFile(path, text, options)),
  });

  Object.assign(Deno.FsFile.prototype, {
    write(this: Deno.FsFile, bytes: Uint8Array) {
      const path = paths.get(this);
      const line = path?.endsWith("/journal.jsonl") ? journalLine(bytes) : undefined;
      const half = () => write.call(this, bytes.subarray(0, Math.ceil(bytes.length / 2)));
      return watch(line ?? "write", path, () => write.call(this, bytes), half);
    },
    sync(this: Deno.FsFile) {
      return watch("sync", paths.get(this), () => sync.call(this));
    },
    syncData(this: Deno.FsFile) {
      return watch("sync", paths.get(this), () => syncData.call(this));
    },
    truncate(this: Deno.FsFile, length?: number) {
      return watch("truncate", paths.get(this), () => truncate.call(this, length));
    },
  });

  /** Which line of the journal it is: intents by what they are about, `done` by the line that it ends. */
  const intents = new Map<number, string>();
  function journalLine(bytes: Uint8Array): string {
    const text = new TextDecoder().decode(bytes).trim();
    if (text === "") return "end a line of";
    const { seq, state, of, change } = JSON.parse(text);
    if (state === "done") return `done "${intents.get(of)}" in`;
    if (state !== "intent") return `${state} in`;
    const { kind, path, action, unit, method, url, name } = change;
    const about = kind === "file"
      ? `file ${inside(root + path) ?? path}`
      : kind === "service"
      ? `${action} ${unit}`
      : kind === "request"
      ? `${method} ${new URL(url).pathname}`
      : `${kind} ${name}`;
    intents.set(seq, about);
    return `intend "${about}" in`;
  }
}
