import { printable } from "../../redact.ts";

/** Text that is HTML already: made by `markup` alone. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | undefined | readonly (Html | undefined)[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A template whose every value is escaped, but for what came out of such a template. Attributes need quotes. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const whole = texts.reduce((before, text, index) => before + markupOf(parts[index - 1]) + text);
  return { markup: whole };
}

function markupOf(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escapeText(part);
  if (typeof part === "number") return String(part);
  return "markup" in part ? part.markup : part.map(markupOf).join("");
}

/** Without tokens, and with what steers the direction of writing spelt out, as on a terminal. */
function escapeText(text: string): string {
  return text.split("\n").map(printable).join("\n")
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
}
