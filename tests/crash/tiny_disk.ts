/** A file system of its own, small enough to be filled. */
export interface TinyDisk extends AsyncDisposable {
  readonly path: string;
  /** Removes everything by which it was filled. */
  free(): Promise<void>;
}

/** Whether this process may mount one. */
export function canMount(): boolean {
  return Deno.build.os === "linux" && Deno.uid() === 0;
}

export async function tinyDisk(): Promise<TinyDisk> {
  const path = await Deno.makeTempDir({ prefix: "kubeworker-disk-" });
  await command("mount", "-t", "tmpfs", "-o", "size=1m,nr_inodes=200", "kubeworker-test", path);
  return {
    path,
    async free() {
      const names = Array.from(Deno.readDirSync(path), ({ name }) => name);
      const fillers = names.filter((name) => name.startsWith("filler"));
      await Promise.all(fillers.map((name) => Deno.remove(`${path}/${name}`)));
    },
    async [Symbol.asyncDispose]() {
      await command("umount", "-l", path);
      await Deno.remove(path);
    },
  };
}

async function command(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}
