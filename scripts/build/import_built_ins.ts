const REQUIRED = /__require\("node:(\w+)"\)/g;
const CREATE =
  /^import \{ createRequire as __deno_internal_createRequire \} from "node:module";\n/m;
const CREATED = "= __deno_internal_createRequire(import.meta.url);";

/**
 * What CommonJS packages require of node: is imported in its place, as our own code does. The bundler's own
 * way loads node:module for it: 12 ms of each join with QuickJS.
 */
export function importBuiltIns(files: Map<string, string>): void {
  for (const [name, text] of files) {
    const wanted = new Set(Array.from(text.matchAll(REQUIRED), ([, module = ""]) => module));
    const imports = [...wanted].map((module) =>
      `import required_${module} from "node:${module}";\n`
    );
    files.set(name, imports.join("") + text.replace(REQUIRED, "required_$1"));
  }
  for (const [name, text] of files) {
    if (!CREATE.test(text) || [...files.values()].some((one) => one.includes("__require("))) {
      continue;
    }
    files.set(name, text.replace(CREATE, "").replace(CREATED, ";"));
  }
}
