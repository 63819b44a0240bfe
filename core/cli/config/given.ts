import type { JoinFlags } from "../../config/join_flags.ts";
import type { GivenFile } from "./given_file.ts";
import { type TokenSource, withGivenToken } from "./given_token.ts";
import { refuseMixture } from "./strict_kubeadm.ts";

/**
 * What a join is asked for: flags before the environment, the environment before the file of `--config`.
 *
 * @throws JoinError of exit code 3
 */
export async function readGiven(typed: JoinFlags, source: TokenSource): Promise<GivenFile> {
  const { config, strictKubeadm } = typed;
  if (config !== undefined && strictKubeadm) refuseMixture(typed);
  const { flags, warnings } = await withGivenToken(typed, source);
  if (config === undefined) return { flags, configuration: undefined, warnings };
  // YAML and forms: only who gives a file pays for them.
  const { withGivenFile } = await import("./given_file.ts");
  const given = await withGivenFile({ ...flags, config }, source);
  return { ...given, warnings: [...warnings, ...given.warnings] };
}
