import type { Program } from "./bundle.ts";
import { capture } from "./command.ts";

/** How a program was made; `core/build_facts.ts` holds the placeholders. */
export interface BuildFacts {
  commit: string;
  kind: "compiled" | "self-extracting";
}

const PLACEHOLDERS = {
  commit: "__KUBEWORKER_COMMIT__",
  kind: "__KUBEWORKER_KIND__",
} as const satisfies Record<keyof BuildFacts, string>;

/**
 * Puts the facts where the bundle has their placeholders. Throws unless every placeholder stands
 * exactly once: a program that lies about its own build is worse than none.
 */
export function insertFacts(program: Program, facts: BuildFacts): Program {
  const files = new Map(program.files);
  for (const [fact, placeholder] of Object.entries(PLACEHOLDERS)) {
    // Long lines of the bundle are broken anywhere, be it in the middle of a text.
    const mark = new RegExp([...placeholder].join("(?:\\\\\\n)?"), "g");
    const found = [...files].flatMap(([name, text]) => Array.from(text.matchAll(mark), () => name));
    const [name] = found;
    if (name === undefined || found.length !== 1) {
      throw new Error(
        `Cannot insert the ${fact} of the build: "${placeholder}" stands ${found.length} times ` +
          "in the bundle instead of once",
      );
    }
    const value = facts[fact as keyof BuildFacts];
    files.set(name, (files.get(name) ?? "").replace(mark, () => value));
  }
  return { entry: program.entry, files };
}

/** The short commit, with "-dirty" when the tree has changes; "unknown" outside a repository. */
export async function readCommit(root: string): Promise<string> {
  try {
    const head = await capture("git", ["rev-parse", "--short", "HEAD"], { cwd: root });
    if (head.code !== 0) return "unknown";
    const status = await capture("git", ["status", "--porcelain"], { cwd: root });
    return head.stdout.trim() + (status.stdout.trim() === "" ? "" : "-dirty");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "unknown"; // no git here
    throw error;
  }
}
