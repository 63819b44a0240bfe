import type { Finding } from "./finding.ts";
import { refuseFindings } from "./refusal.ts";

/** Several times a file with every document of kubeadm's; the parser's time grows with it. */
export const MOST_BYTES = 64 << 10;

/**
 * The text of a configuration file.
 *
 * @param name where it is from, for the error
 * @throws JoinError `config-invalid`
 */
export function decodeSource(bytes: Uint8Array, name: string): string {
  if (bytes.length > MOST_BYTES) {
    refuse(name, `it has more than ${MOST_BYTES >> 10} KiB`);
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const at = text.indexOf("\0");
    if (at >= 0) refuse(name, "it holds a NUL", text.slice(0, at));
    return text;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return refuse(name, "it is not UTF-8");
  }
}

function refuse(name: string, text: string, before = ""): never {
  const lines = before.split("\n");
  const at = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  const finding: Finding = { level: "invalid", at, path: "", text };
  refuseFindings(name, [finding]);
  throw new Error("refuseFindings() let an invalid text pass");
}
