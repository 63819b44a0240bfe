import type { JoinFlags } from "../../config/join_flags.ts";
import { flagsOverFile } from "../../config/kubeadm/merge.ts";
import { showFinding } from "../../config/source/finding.ts";
import { refuseFindings } from "../../config/source/refusal.ts";
import type { WorkerConfiguration } from "../../config/worker_configuration.ts";
import { readConfigSource, type Source } from "./config_source.ts";
import { exposedSecret, type OtherReaders, type Warning } from "./exposed_secret.ts";

/** What a join is asked for by flags and `--config` together. */
export interface GivenFile {
  readonly flags: JoinFlags;
  readonly configuration: WorkerConfiguration | undefined;
  readonly warnings: readonly Warning[];
}

/**
 * Puts the flags over the file of `--config`.
 *
 * @throws JoinError `input-unreadable`, `config-invalid`, `config-unsupported`
 */
export async function withGivenFile(
  flags: JoinFlags & { config: string },
  source: Source & { readonly otherReaders: OtherReaders },
): Promise<GivenFile> {
  const { name, fileFlags, worker, findings } = await readConfigSource(flags.config, source);
  refuseFindings(name, findings);
  const { token, discoveryToken, tlsBootstrapToken } = fileFlags.flags;
  const secret = (token ?? discoveryToken ?? tlsBootstrapToken) !== undefined;
  const exposed = secret ? await exposedSecret(flags.config, source.otherReaders) : [];
  return {
    flags: flagsOverFile(flags, fileFlags.flags),
    configuration: worker,
    warnings: [...exposed, ...findings.map((finding) => ({ text: showFinding(name, finding) }))],
  };
}
