import { JoinError } from "../engine/errors.ts";
import type { HttpsResponse } from "../host/types.ts";
import { readStatus } from "./objects.ts";

/** An answer that is not a success, as an error; with the server's own words where it has some. */
export function statusError(
  response: Pick<HttpsResponse, "status" | "text" | "headers">,
  what: string,
): JoinError {
  const { status, headers } = response;
  const said = readStatus(response.text)?.message;
  const cause = said === undefined ? undefined : new Error(said);
  const detail = { status, ...retryAfter(headers) };
  switch (true) {
    case status === 401:
      return new JoinError(
        "token-rejected",
        `The API server does not accept our credential for ${what}`,
        {
          cause,
          detail,
        },
      );
    case status === 403:
      return new JoinError("request-forbidden", `The cluster does not allow ${what}`, {
        cause,
        detail,
      });
    case status === 429:
      return new JoinError("server-error", `The API server is too busy for ${what}`, {
        cause,
        detail,
      });
    case status >= 500:
      return new JoinError("server-error", `The API server failed at ${what} (status ${status})`, {
        cause,
        detail,
      });
    case said === undefined:
      return new JoinError(
        "server-not-kubernetes",
        `The answer for ${what} does not come from an API server (status ${status})`,
        { detail },
      );
    default:
      return new JoinError(
        "response-malformed",
        `Unexpected answer for ${what} (status ${status})`,
        {
          cause,
          detail,
        },
      );
  }
}

/**
 * Retry-After (RFC 9110 §10.2.3): seconds, as the API server sends it, or a date, as proxies may. A date is
 * read by the clock of whoever wrote it.
 */
function retryAfter(headers: Readonly<Record<string, string>>): { retryAfterMs?: number } {
  const text = headers["retry-after"] ?? "";
  if (/^\d+$/.test(text)) return { retryAfterMs: Number(text) * 1000 };
  const ms = Date.parse(text) - Date.parse(headers.date ?? "");
  return ms >= 0 && /GMT$/.test(text) ? { retryAfterMs: ms } : {};
}
