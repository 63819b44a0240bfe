import type { Host } from "../../host/types.ts";
import { buildProgram } from "../command_line.ts";
import { readWords } from "../read_words.ts";
import { renderAnswer } from "./answer.ts";
import { offer } from "./offer.ts";
import type { Known } from "./values.ts";

/** What main brings: the lists, and the way to a machine, to be looked at. */
export interface CompletionParts extends Omit<Known, "pluginNames"> {
  openHost(root: string): Promise<Host & Disposable>;
}

/**
 * Answers the script of a shell: what may stand in the place of the last word.
 *
 * @throws whatever a shell need not know
 */
export async function completeWords(
  words: readonly string[],
  parts: CompletionParts,
): Promise<string> {
  const program = buildProgram(parts.phases, () => {});
  async function pluginNames(): Promise<string[]> {
    const given = [...readWords(program, words)].find(({ option }) => option?.long === "--root");
    const { readWorkerConfiguration } = await import("../../config/worker_configuration.ts");
    using host = await parts.openHost(given?.value ?? "/");
    const { plugins } = await readWorkerConfiguration(host);
    return [...plugins.keys()];
  }
  return renderAnswer(await offer(program, words, { ...parts, pluginNames }));
}
