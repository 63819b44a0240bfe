/** Copies a file, byte for byte: a temporary file beside its place, fsync, rename, fsync of the directory. */
export async function copySynced(from: string, to: string, mode: number): Promise<void> {
  const directory = to.slice(0, to.lastIndexOf("/")) || "/";
  const name = to.slice(to.lastIndexOf("/") + 1);
  const temporary = `${directory}/.${name}.kubeworker-${crypto.randomUUID().slice(0, 8)}`;
  try {
    await copyBytes(from, temporary, mode);
    await Deno.rename(temporary, to);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  using opened = await Deno.open(directory, { read: true });
  await opened.sync();
}

async function copyBytes(from: string, to: string, mode: number): Promise<void> {
  using source = await Deno.open(from, { read: true });
  using target = await Deno.open(to, { write: true, createNew: true, mode });
  await Deno.chmod(to, mode);
  const part = new Uint8Array(64 << 10);
  for (let count = await source.read(part); count !== null; count = await source.read(part)) {
    for (let done = 0; done < count;) done += await target.write(part.subarray(done, count));
  }
  await target.sync();
}
