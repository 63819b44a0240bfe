import { relative } from "node:path";
import { capture } from "./command.ts";
import { BUNDLE_FLAGS, flagsOf } from "./flags.ts";
import { gather } from "./gather.ts";
import { importBuiltIns } from "./import_built_ins.ts";
import { minify } from "./minify.ts";
import { withhold } from "./withhold.ts";

/** A program as a few JavaScript files of one folder, by name. It starts in `entry`. */
export interface Program {
  readonly entry: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Bundles a module and all that it imports. `denoDir` is where Deno keeps npm packages. */
export async function bundle(entry: string, denoDir: string): Promise<Program> {
  const folder = await Deno.makeTempDir({ prefix: "kubeworker-bundle-" });
  try {
    const args = ["bundle", ...flagsOf(BUNDLE_FLAGS), `--outdir=${folder}`, entry];
    const outcome = await capture(Deno.execPath(), args);
    if (outcome.code !== 0) throw new Error(`Cannot bundle "${entry}": ${outcome.stderr.trim()}`);

    const files = new Map<string, string>();
    for (const name of (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort()) {
      const text = shortenPaths(await Deno.readTextFile(`${folder}/${name}`), denoDir);
      files.set(name, text);
    }
    refuseLazyCommonJs(files);
    dropHelperImports(files);
    importBuiltIns(files);
    withhold(files);
    const name = entry.replace(/^.*\//, "").replace(/\.ts$/, ".js");
    if (!files.has(name)) throw new Error(`Cannot bundle "${entry}": no "${name}" came out`);
    await gather(files, name);
    return { entry: name, files: await minify(files) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The bundler names every file by its path from here; packages get one that is the same everywhere. */
function shortenPaths(text: string, denoDir: string): string {
  const packages = relative(Deno.cwd(), `${denoDir}/npm`).replaceAll("\\", "/");
  return text.replace(new RegExp(`${RegExp.escape(packages)}/[^/\\s"]+/`, "g"), "npm/");
}

/**
 * `import("package")` of a CommonJS package becomes a chunk with a default export and no named ones:
 * it works from source and fails in the bundle. A static import in between is bundled correctly,
 * and so is an import for its effects alone.
 */
function refuseLazyCommonJs(files: ReadonlyMap<string, string>): void {
  const text = [...files.values()].join("\n");
  for (const [name, chunk] of files) {
    if (!/^export default require_\w+\(\);\s*$/m.test(chunk.slice(-500))) continue;
    const imports = text.match(
      new RegExp(`^.*\\bimport\\("\\./${RegExp.escape(name)}"\\).*$`, "gm"),
    );
    if (imports?.every((line) => /^\s*await import\("[^"]+"\);$/.test(line))) continue;

    const source = chunk.match(/^\/\/ (npm\/\S+)$/gm)?.at(-1)?.slice("// ".length) ?? name;
    throw new Error(
      `Cannot bundle the lazy import of "${source}": CommonJS loses its named exports; ` +
        "import the package statically in a module of our own and import() that module",
    );
  }
}

/**
 * Every file imports the bundler's helpers, be it for nothing, and they load node:module: 12 ms with
 * V8, 50 ms with QuickJS before the first line of a program that needs none of it.
 */
function dropHelperImports(files: Map<string, string>): void {
  for (const [name, text] of files) {
    const slim = text.replace(/^import "\.\/(chunk-\w+\.js)";\n/gm, function drop(line, chunk) {
      return files.get(chunk)?.includes("__deno_internal_createRequire") ? "" : line;
    });
    files.set(name, slim);
  }
}
