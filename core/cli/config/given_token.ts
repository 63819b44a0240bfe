import type { JoinFlags } from "../../config/join_flags.ts";
import { JoinError } from "../../engine/errors.ts";
import { parseBootstrapToken } from "../../trust/bootstrap_token.ts";
import { readTokenText } from "../token_input.ts";
import type { Source } from "./config_source.ts";

/** The token of who does not want it among the arguments, where every process can see it. */
export const TOKEN_VARIABLE = "KUBEWORKER_TOKEN";

export type TokenSource = Source & { env(name: string): string | undefined };

/**
 * Puts the token of `--token -`, of `--token-file` or of the environment in the place of `--token`. An empty
 * variable is none.
 *
 * @throws JoinError `usage`, `input-unreadable`, `token-malformed`
 */
export async function withGivenToken(flags: JoinFlags, source: TokenSource): Promise<JoinFlags> {
  const { token, tokenFile, config, ...rest } = flags;
  if (token !== undefined && tokenFile !== undefined) {
    throw new JoinError("usage", "Both --token and --token-file give the token", {
      hint: "leave one of them out",
    });
  }
  const file = tokenFile ?? (token === "-" ? token : undefined);
  if (file === "-" && config === "-") {
    throw new JoinError("usage", "Both --config and the token are read from standard input", {
      hint: `give the token as --token-file, or in ${TOKEN_VARIABLE}`,
    });
  }
  if (file !== undefined) return { ...rest, config, token: await readTokenText(file, source) };
  const variable = source.env(TOKEN_VARIABLE)?.trim() ?? "";
  if (token !== undefined || variable === "") return flags;
  parseBootstrapToken(variable, TOKEN_VARIABLE);
  return { ...flags, token: variable };
}
