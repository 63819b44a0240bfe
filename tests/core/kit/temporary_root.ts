import { dirname } from "node:path";

/** A directory that stands for `/`, and is gone afterwards. */
export interface TemporaryRoot extends AsyncDisposable {
  readonly path: string;
  /** Puts a file there, as an earlier program would have. */
  put(path: string, text: string, mode?: number): Promise<void>;
  /** An executable `/bin/sh` script. */
  script(path: string, body: string): Promise<void>;
  text(path: string): Promise<string>;
  mode(path: string): Promise<string>;
  /** Everything in it: path → kind, mode, and content or target. */
  tree(): Promise<Record<string, string>>;
}

export async function temporaryRoot(): Promise<TemporaryRoot> {
  const path = await Deno.makeTempDir({ prefix: "kubeworker-test-" });

  async function put(name: string, text: string, mode = 0o644): Promise<void> {
    await Deno.mkdir(dirname(path + name), { recursive: true });
    await Deno.writeTextFile(path + name, text);
    await Deno.chmod(path + name, mode);
  }

  async function collect(directory: string, found: Record<string, string>): Promise<void> {
    for await (const { name } of Deno.readDir(path + directory)) {
      const inner = `${directory}/${name}`;
      const info = await Deno.lstat(path + inner);
      const mode = octal(info.mode);
      if (info.isSymlink) found[inner] = `link → ${await Deno.readLink(path + inner)}`;
      else if (info.isFile) found[inner] = `${mode} ${await Deno.readTextFile(path + inner)}`;
      else if (info.isDirectory) {
        found[inner] = `${mode} directory`;
        await collect(inner, found);
      } else found[inner] = "other";
    }
  }

  return {
    path,
    put,
    script: (name, body) => put(name, `#!/bin/sh\n${body}\n`, 0o755),
    text: (name) => Deno.readTextFile(path + name),
    mode: async (name) => octal((await Deno.lstat(path + name)).mode),
    async tree() {
      const found: Record<string, string> = {};
      await collect("", found);
      return Object.fromEntries(Object.entries(found).sort(([a], [b]) => a < b ? -1 : 1));
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

function octal(mode: number | null): string {
  return ((mode ?? 0) & 0o7777).toString(8).padStart(4, "0");
}
