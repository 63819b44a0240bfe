import { JoinError } from "../engine/errors.ts";
import { isPlainPath } from "./plain_path.ts";

/**
 * A path for the cluster's CA, by kubeadm's rule: absolute, and with the ending `.crt`.
 *
 * @throws JoinError `ca-path-malformed`
 */
export function parseCaPath(text: string): string {
  const why = !isPlainPath(text)
    ? 'it is not an absolute path without "." and ".."'
    : text.endsWith(".crt")
    ? undefined
    : "it does not end in .crt";
  if (why === undefined) return text;
  throw new JoinError("ca-path-malformed", `Cannot write the CA to "${text}": ${why}`);
}
