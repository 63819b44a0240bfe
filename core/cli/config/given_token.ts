import type { JoinFlags } from "../../config/join_flags.ts";
import { JoinError } from "../../engine/errors.ts";
import { parseBootstrapToken } from "../../trust/bootstrap_token.ts";
import { readTokenText } from "../token_input.ts";
import type { Source } from "./config_source.ts";
import { exposedSecret, type OtherReaders, type Warning } from "./exposed_secret.ts";

/** The token of who does not want it among the arguments, where every process can see it. */
export const TOKEN_VARIABLE = "KUBEWORKER_TOKEN";

export type TokenSource = Source & {
  env(name: string): string | undefined;
  readonly otherReaders: OtherReaders;
};

/** The flags with the token in them, and what is to be said about where it lies. */
export interface GivenToken {
  readonly flags: JoinFlags;
  readonly warnings: readonly Warning[];
}

/**
 * Puts the token of `--token -`, of `--token-file` or of the environment in the place of `--token`. An empty
 * variable is none.
 *
 * @throws JoinError `usage`, `input-unreadable`, `token-malformed`
 */
export async function withGivenToken(flags: JoinFlags, source: TokenSource): Promise<GivenToken> {
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
  if (file !== undefined) {
    const read = await readTokenText(file, source);
    const warnings = await exposedSecret(file, source.otherReaders);
    return { flags: { ...rest, config, token: read }, warnings };
  }
  const variable = tokenOfEnvironment(flags, source);
  return { flags: variable === undefined ? flags : { ...flags, token: variable }, warnings: [] };
}

/** The token of the environment, where no flag gives one. @throws JoinError `token-malformed` */
export function tokenOfEnvironment(
  { token, tokenFile }: JoinFlags,
  { env }: Pick<TokenSource, "env">,
): string | undefined {
  const variable = env(TOKEN_VARIABLE)?.trim() ?? "";
  if (token !== undefined || tokenFile !== undefined || variable === "") return undefined;
  parseBootstrapToken(variable, TOKEN_VARIABLE);
  return variable;
}
