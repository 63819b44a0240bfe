import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where a source file stands in the project, like "core/trust/pins.ts". */
export function placeOf(filename: string): string {
  return relative(ROOT, resolve(ROOT, filename)).replaceAll("\\", "/");
}

/** Where an import leads, as a place; `undefined` for packages and node: modules. */
export function targetOf(filename: string, specifier: string): string | undefined {
  if (!/^\.{0,2}\//.test(specifier)) return undefined;
  return placeOf(resolve(dirname(resolve(ROOT, filename)), specifier));
}

/** True when a place is one of the folders (written with a slash at the end) or files. */
export function isIn(place: string, folders: readonly string[]): boolean {
  return folders.some((folder) =>
    folder.endsWith("/") ? place.startsWith(folder) : place === folder
  );
}

/** The part of a project that is shipped. */
export const PRODUCT = ["main.ts", "program.ts", "core/", "phases/", "plugins/"] as const;
