import type { ErrorCode } from "../../engine/error_codes.ts";
import type { Finding } from "./finding.ts";
import { refuseFindings } from "./refusal.ts";

/** Several times a file with every document of kubeadm's; the parser's time grows with it. */
export const MOST_BYTES = 64 << 10;

/**
 * The text of a configuration file.
 *
 * @param name where it is from, for the error
 * @throws JoinError with the code
 */
export function decodeSource(
  bytes: Uint8Array,
  name: string,
  code: ErrorCode = "config-invalid",
): string {
  function refuse(text: string, before = ""): never {
    const lines = before.split("\n");
    const at = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
    const finding: Finding = { level: "invalid", at, path: "", text };
    refuseFindings(name, [finding], { code });
    throw new Error("refuseFindings() let an invalid text pass");
  }
  if (bytes.length > MOST_BYTES) refuse(`it has more than ${MOST_BYTES >> 10} KiB`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const at = text.indexOf("\0");
    if (at >= 0) refuse("it holds a NUL", text.slice(0, at));
    return text;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return refuse("it is not UTF-8");
  }
}
