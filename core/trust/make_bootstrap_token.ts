import { type BootstrapToken, parseBootstrapToken } from "./bootstrap_token.ts";

const CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** The largest multiple of 36 in a byte: what lies beyond would make some characters more likely. */
const FAIR = 252;

/** A new bootstrap token from the system's cryptographic source; every character is as likely as the others. */
export function makeBootstrapToken(): BootstrapToken {
  return parseBootstrapToken(`${random(6)}.${random(16)}`, "this program");
}

function random(length: number): string {
  let text = "";
  while (text.length < length) {
    const fair = crypto.getRandomValues(new Uint8Array(length)).filter((byte) => byte < FAIR);
    for (const byte of fair) text += CHARACTERS[byte % CHARACTERS.length];
  }
  return text.slice(0, length);
}
