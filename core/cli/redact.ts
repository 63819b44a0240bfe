/**
 * Takes bootstrap tokens out of a text that is about to be shown. No message is made with one; this is for
 * what comes from elsewhere: an argument in the wrong place, a program's output, a server's words.
 */
export function redactTokens(text: string): string {
  return text.replace(/\b([a-z0-9]{6})\.[a-z0-9]{16}\b/g, "$1.[redacted]");
}
