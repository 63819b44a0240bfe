import type { JoinErrorOptions } from "../../engine/errors.ts";
import { sentence } from "../../engine/sentence.ts";

/** What a plugin says of its failure: every part may be missing, or anything. */
export interface OwnWords {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly hint?: unknown;
}

/** The arguments of the JoinError that shows a plugin's words as its own. */
export function ownWords(
  what: string,
  { code, message, hint }: OwnWords,
): ["plugin-failed", string, JoinErrorOptions] {
  const words = shorten(message) ?? "it did not say why";
  const label = shorten(code);
  const advice = shorten(hint);
  return [
    "plugin-failed",
    `${sentence(what)} failed: ${words}`,
    {
      ...(advice === undefined ? {} : { hint: `the plugin says: ${advice}` }),
      detail: label === undefined ? {} : { pluginCode: label },
    },
  ];
}

function shorten(value: unknown): string | undefined {
  if (typeof value !== "string" || value.trim() === "") return undefined;
  return withoutQueries(value.trim().replace(/\s+/g, " ")).slice(0, 500);
}

/** The query of a URL may be a signature that opens what it names; a user's password is one anyway. */
function withoutQueries(text: string): string {
  return text.replace(/\/\/[^\s/?#"'<>]*@/g, "//…@")
    .replace(/([a-z]+:\/\/[^\s?#"'<>]*)[?#](?:[^\s"'<>]*[^\s"'<>:),.;])?/gi, "$1?…");
}
