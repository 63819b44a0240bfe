import { Secret } from "../trust/secret.ts";

/** RFC 6750 §2.1: what may stand in a header, and nothing that would end it. */
const BEARER = /^[A-Za-z0-9\-._~+/]+=*$/;

/** A bearer token, without the blanks around it; undefined for a text that cannot be one. */
export function bearerToken(text: string): Secret | undefined {
  const token = text.trim();
  return BEARER.test(token) ? new Secret(token) : undefined;
}
