import { createHmac, timingSafeEqual } from "node:crypto";
import type { BootstrapToken } from "./bootstrap_token.ts";

/**
 * Whether `published` is the signature of `content` by `token`: JWS with detached content (RFC 7515
 * appendix F), HS256, and exactly one spelling of the header. The whole text is compared, so other
 * algorithms, member orders, paddings or an attached payload never verify.
 *
 * Source: KEP-130, cluster-bootstrap/token/jws.
 */
export function isSignedBy(token: BootstrapToken, content: string, published: string): boolean {
  const expected = new TextEncoder().encode(sign(token, content));
  const actual = new TextEncoder().encode(published);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

function sign(token: BootstrapToken, content: string): string {
  const header = base64url(`{"alg":"HS256","kid":"${token.id}"}`);
  const mac = createHmac("sha256", token.secret.reveal())
    .update(`${header}.${base64url(content)}`).digest("base64url");
  return `${header}..${mac}`;
}

function base64url(text: string): string {
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}
