import { untilAborted } from "../engine/until_aborted.ts";
import { parseBootstrapToken } from "../trust/bootstrap_token.ts";

/** A token has 23 characters. */
const MOST_BYTES = 1024;

export interface TokenInput {
  readonly readInput: (name: string, maxBytes: number) => Promise<Uint8Array>;
  readonly signal: AbortSignal;
}

/**
 * The token that a file, or standard input for `-`, holds and nothing else.
 *
 * @throws JoinError `input-unreadable`, `token-malformed`
 */
export async function readTokenText(
  file: string,
  { readInput, signal }: TokenInput,
): Promise<string> {
  const bytes = await untilAborted(readInput(file, MOST_BYTES), signal);
  const text = new TextDecoder().decode(bytes).trim();
  parseBootstrapToken(text, file === "-" ? "standard input" : file);
  return text;
}
