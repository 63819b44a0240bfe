import type { Emit } from "../engine/events.ts";
import type { Inputs } from "../host/types.ts";
import { parseBootstrapToken } from "../trust/bootstrap_token.ts";
import type { JoinFlags } from "./join_flags.ts";
import type { WorkerConfiguration } from "./worker_configuration.ts";

const OTHERS_READ = 0o044;

/**
 * The flags, with the token of the configuration's `tokenFile` if they have none.
 *
 * @throws JoinError `token-malformed`, `file-failed`
 */
export async function withTokenFile(
  flags: JoinFlags,
  { discovery: { tokenFile: path } }: WorkerConfiguration,
  { inputs, emit }: { inputs: Inputs; emit: Emit },
): Promise<JoinFlags> {
  const { token, discoveryToken, tlsBootstrapToken } = flags;
  if (path === undefined || (token ?? discoveryToken ?? tlsBootstrapToken) !== undefined) {
    return flags;
  }
  const file = await inputs.read(path);
  if (file === undefined) {
    // No reason to end: a phase alone may not need it, and a discovery file may have a credential.
    const hint = "put the token there, or pass --token";
    emit({ kind: "note", level: "warning", text: `There is no token file ${path}`, hint });
    return flags;
  }
  if ((file.mode & OTHERS_READ) !== 0) {
    const text = `Others can read the token file ${path}`;
    emit({ kind: "note", level: "warning", text, hint: `chmod 0600 ${path}` });
  }
  const text = file.text.trim();
  parseBootstrapToken(text, path);
  return { ...flags, token: text };
}
