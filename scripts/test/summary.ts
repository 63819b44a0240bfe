import { stripVTControlCharacters } from "node:util";

/** What became of the tests of one run. */
export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
}

/** Reads the line "ok | 3 passed (2 steps) | 1 failed | 2 ignored (5ms)" from deno's output. */
export function readSummary(output: string): Summary {
  const line = stripVTControlCharacters(output).match(/^(?:ok|FAILED) \| \d+ passed.*$/gm)?.at(-1);
  const count = (word: string) => Number(line?.match(new RegExp(`(\\d+) ${word}`))?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), skipped: count("ignored") };
}
