import type { ErrorCode } from "../engine/error_codes.ts";
import { JoinError } from "../engine/errors.ts";

/** A scheme, a host with or without a port, perhaps a path: nothing else, and spelt in one way only. */
const SERVER = /^https:\/\/[^\s/?#@\\]+(\/[^\s?#\\]*)?$/;

/**
 * Checks the server of a kubeconfig.
 *
 * @param code of the error, by whose kubeconfig it is
 * @returns it without a slash at its end
 */
export function serverUrl(text: string, code: ErrorCode): string {
  if (!SERVER.test(text) || !URL.canParse(text) || !isSpeltPlainly(text)) {
    const whose = code === "cluster-info-malformed" ? "cluster-info" : "the discovery file";
    throw new JoinError(
      code,
      `Cannot use the server "${text}" of ${whose}: it is not an https:// address`,
      { hint: `the server in ${whose} must be the API server's https:// address` },
    );
  }
  return text.replace(/\/+$/, "");
}

/** It is read by everybody alike: no octal, no other digits or dots, no path that leads elsewhere. */
function isSpeltPlainly(text: string): boolean {
  const [, host = "", path = ""] = /^https:\/\/([^/]+)(.*)$/.exec(text) ?? [];
  const read = new URL(text);
  if ((path || "/") !== read.pathname) return false;
  const plain = host.toLowerCase().replace(/:443$/, "");
  return plain === read.host || plain.startsWith("[");
}
