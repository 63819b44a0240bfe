import { fileURLToPath } from "node:url";
import { runCase } from "./run_case.ts";

const CASES = fileURLToPath(new URL("./cases", import.meta.url));

/**
 * Makes a test of every folder under cases/, or of every n-th: modules run side by side, tests within one do
 * not, and most of a case's time is waiting.
 */
export function registerCases({ part, of }: { part: number; of: number }): void {
  const names = Array.from(Deno.readDirSync(CASES), ({ name }) => name).sort();
  for (const [index, name] of names.entries()) {
    if (index % of === part - 1) Deno.test(`join: ${name}`, () => runCase(`${CASES}/${name}`));
  }
}
