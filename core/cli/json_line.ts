import { redactTokens } from "./redact.ts";

/** Beyond what JSON escapes anyway: DEL and C1, and what turns the direction of writing around. */
const STEERING = /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A value as one line of JSON, without tokens, and safe to be shown by a terminal. */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_key, part) => typeof part === "string" ? redactTokens(part) : part,
  );
  return `${spellOut(text)}\n`;
}

/** The same with its tokens: only for who has asked to see them. */
export function jsonLineWithTokens(value: unknown): string {
  return `${spellOut(JSON.stringify(value))}\n`;
}

/** What would steer a terminal, as JSON escapes it. */
export function spellOut(text: string): string {
  return text.replace(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
