/**
 * Takes bootstrap tokens out of a text that is about to be shown. No message is made with one; this is for
 * what comes from elsewhere: an argument in the wrong place, a program's output, a server's words.
 */
export function redactTokens(text: string): string {
  return text.replace(/(?<![a-z0-9])([a-z0-9]{6})\.[a-z0-9]{16}(?![a-z0-9])/gi, "$1.[redacted]");
}

/** Controls, and what turns the direction of writing around. */
const STEERING =
  // deno-lint-ignore no-control-regex -- these are what it looks for
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A line as it may be shown: without tokens, and with control characters spelt out. What comes from a server
 * or a log may not steer the terminal.
 */
export function printable(line: string): string {
  return redactTokens(line).replace(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
