import { createHmac } from "node:crypto";

/** What makes a published signature differ from a right one. */
export interface SignatureOptions {
  /** The protected header's text; default `{"alg":"HS256","kid":"<id>"}`. */
  header?: string;
  /** Puts the payload between the dots instead of leaving it out. */
  attached?: boolean;
  /** Appended as it is: padding, a line feed. */
  suffix?: string;
}

/** Signs a text as the bootstrap signer does: HS256, detached payload (RFC 7515, appendix F). */
export function signDetached(
  text: string,
  token: { id: string; secret: string },
  options: SignatureOptions = {},
): string {
  const header = base64url(options.header ?? `{"alg":"HS256","kid":"${token.id}"}`);
  const payload = base64url(text);
  const signature = createHmac("sha256", token.secret)
    .update(`${header}.${payload}`)
    .digest("base64url");
  return `${header}.${options.attached ? payload : ""}.${signature}${options.suffix ?? ""}`;
}

function base64url(text: string): string {
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}
