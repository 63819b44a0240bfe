import * as esbuild from "esbuild";

/**
 * What is needed whole, each without what those before it have: the reading of a command line, which is all that
 * the help and completion need; and what a plain join needs before its plan. See main.ts.
 */
const GATHERED = [/^command_line-\w+\.js$/, /^program-\w+\.js$/];
/** What a process of a plugin loads: nothing of the join. */
const APART = /^sandbox_child-\w+\.js$/;
const STATIC = /^(?:import|export)\b[^"';]*?"\.\/([^"]+)"/gm;
const EXPORTS = /^export \{([^}]*)\};/m;

/**
 * Puts all that such a module imports statically into one file. The bundler cuts it into some sixty chunks,
 * by who else may want a part; each costs a look-up and, with QuickJS, two files of its cache: 12 ms of a join.
 * The chunks stay as fronts, for those who want a part. What the entry or a plugin's process loads at once is
 * left alone.
 */
export async function gather(files: Map<string, string>, entry: string): Promise<void> {
  const others = [entry, ...[...files.keys()].filter((name) => APART.test(name))];
  const apart = new Set(others.flatMap((name) => [...closureOf(name, files)]));
  for (const [index, pattern] of GATHERED.entries()) {
    const root = [...files.keys()].find((name) => pattern.test(name));
    if (root === undefined) continue;
    const parts = [...closureOf(root, files)].filter((name) => !apart.has(name));
    await gatherParts(parts, { files, into: `gathered-${index}.js` });
    for (const name of parts) apart.add(name);
    apart.add(`gathered-${index}.js`);
  }
}

async function gatherParts(
  parts: readonly string[],
  { files, into }: { files: Map<string, string>; into: string },
): Promise<void> {
  const lines = parts.map((name, index) => {
    const names = exportsOf(files.get(name) ?? "");
    const list = names.map((one) => `${one} as ${alias(one, index)}`);
    return list.length === 0 ? `import "./${name}";` : `export {${list}} from "./${name}";`;
  });
  const text = await merge(lines.join("\n"), { files, parts });
  for (const [index, name] of parts.entries()) {
    const list = exportsOf(files.get(name) ?? "").map((one) => `${alias(one, index)} as ${one}`);
    files.set(name, `export {${list}} from "./${into}";\n`);
  }
  files.set(into, text);
}

const FRONT = /^export \{[^}]*\} from "\.\/gathered-\d+\.js";\n$/;

function alias(name: string, index: number): string {
  return `${name}$${index}`;
}

/** What a chunk exports, by the names that others use. */
function exportsOf(text: string): string[] {
  const [, list = ""] = EXPORTS.exec(text) ?? [];
  return list.split(",").map((one) => one.trim().replace(/^.* as /, "")).filter(Boolean);
}

function closureOf(name: string, files: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>();
  function visit(name: string): void {
    if (found.has(name)) return;
    found.add(name);
    for (const [, other = ""] of (files.get(name) ?? "").matchAll(STATIC)) visit(other);
  }
  visit(name);
  return found;
}

async function merge(
  contents: string,
  { files, parts }: { files: ReadonlyMap<string, string>; parts: readonly string[] },
): Promise<string> {
  const chunks: esbuild.Plugin = {
    name: "chunks",
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path, kind }) => {
        const name = path.replace(/^\.\//, "");
        // A front of what was gathered before is seen through.
        const front = FRONT.test(files.get(name) ?? "");
        const inside = kind === "import-statement" && (parts.includes(name) || front);
        return inside ? { path: name, namespace: "chunk" } : { path, external: true };
      });
      build.onLoad({ filter: /./, namespace: "chunk" }, ({ path }) => ({
        contents: files.get(path) ?? "",
      }));
    },
  };
  try {
    const { outputFiles: [made] } = await esbuild.build({
      stdin: { contents },
      bundle: true,
      write: false,
      format: "esm",
      target: "esnext",
      treeShaking: false,
      plugins: [chunks],
    });
    return made?.text ?? "";
  } finally {
    await esbuild.stop();
  }
}
