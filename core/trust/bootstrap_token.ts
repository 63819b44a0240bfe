import { JoinError } from "../engine/errors.ts";
import { Secret } from "./secret.ts";

/** A bootstrap token: the id may be shown, the secret and the whole may not. */
export interface BootstrapToken {
  readonly id: string;
  /** The 16 characters that sign cluster-info. */
  readonly secret: Secret;
  /** `id.secret`, the bearer credential. */
  readonly bearer: Secret;
}

const TOKEN = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;

/**
 * Reads `id.secret` (cluster-bootstrap/token/util). The text itself is never part of the error.
 *
 * @param origin where it came from, for the message, as in `--token`.
 * @throws JoinError `token-malformed`
 */
export function parseBootstrapToken(text: string, origin: string): BootstrapToken {
  const [, id, secret] = TOKEN.exec(text) ?? [];
  // `$` would let a trailing newline pass in other engines' multiline modes: the length settles it.
  if (id === undefined || secret === undefined || text.length !== 23) {
    throw new JoinError(
      "token-malformed",
      `The token of ${origin} does not have the form ID.SECRET (${describe(text)})`,
    );
  }
  return { id, secret: new Secret(secret), bearer: new Secret(text) };
}

/** What is wrong with it, without a character of it. */
function describe(text: string): string {
  if (text.length === 0) return "it is empty";
  if (text !== text.trim()) return "it has blanks around it";
  if (text !== text.toLowerCase()) return "it has upper-case letters";
  const dots = text.split(".").length - 1;
  if (dots !== 1) return `it has ${dots} dots instead of one`;
  const [id = "", secret = ""] = text.split(".");
  if (id.length !== 6 || secret.length !== 16) {
    return `its parts have ${id.length} and ${secret.length} characters instead of 6 and 16`;
  }
  return "it has characters other than a-z and 0-9";
}
