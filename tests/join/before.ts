import { dirname } from "node:path";
import { fill, type Placeholders } from "./placeholders.ts";

/** The modes of files and directories that are not to have the usual ones, by path. */
const MODES = "modes.json";

/**
 * Makes a bare root into the machine that a case begins with: what every machine has, and then the files of
 * a folder, with placeholders filled in. `modes.json` in it says modes other than 0644 and 0755.
 */
export async function putBefore(
  root: string,
  folder: string,
  placeholders: Placeholders,
): Promise<void> {
  const hostName = placeholders.HOST_NAME ?? "";
  for (const path of ["/etc", "/var", "/var/lib"]) await makeDirectory(root + path);
  await Deno.writeTextFile(`${root}/etc/hostname`, `${hostName}\n`);
  await Deno.chmod(`${root}/etc/hostname`, 0o644);
  for await (const path of filesBelow(folder)) {
    if (path === `/${MODES}`) continue;
    const target = root + path;
    await makeParents(root, dirname(path));
    const text = fill(await Deno.readTextFile(folder + path), placeholders);
    await Deno.writeTextFile(target, text);
    await Deno.chmod(target, 0o644);
  }
  for (const [path, mode] of Object.entries(await readModes(`${folder}/${MODES}`))) {
    await Deno.chmod(`${root}/${path}`, Number.parseInt(mode, 8));
  }
}

/** The files below a folder, as paths that begin with a slash, in order; none if it is not there. */
export async function* filesBelow(folder: string, under = ""): AsyncGenerator<string> {
  const entries = await Array.fromAsync(Deno.readDir(folder + under)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  });
  for (const { name, isDirectory } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (isDirectory) yield* filesBelow(folder, `${under}/${name}`);
    else yield `${under}/${name}`;
  }
}

async function makeParents(root: string, path: string): Promise<void> {
  if (path === "/") return;
  await makeParents(root, dirname(path));
  await makeDirectory(root + path);
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await Deno.mkdir(path);
    await Deno.chmod(path, 0o755);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

async function readModes(path: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
