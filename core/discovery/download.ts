import { JoinError } from "../engine/errors.ts";
import { retry } from "../engine/retry.ts";
import type { HttpsResponse } from "../host/types.ts";
import { statusError } from "../kube/status_error.ts";
import { createBackoff, isTransient } from "../kube/transient.ts";
import type { DiscoverContext, DownloadOptions } from "./contract.ts";
import { shownUrl } from "./source.ts";

const MOST_REDIRECTS = 3;
const REQUEST_MS = 10_000;

export interface Download {
  readonly url: string;
  readonly roots: DownloadOptions["roots"];
  /** Redirects may go to other hosts. */
  readonly otherHosts: boolean;
}

/**
 * Downloads a text: status 200 alone counts, redirects stay with https and, unless told, with the host; what
 * passes by itself is tried again until the deadline.
 *
 * @throws JoinError `download-failed`, `download-redirect`, `server-…`, `response-too-large`
 */
export async function download(
  wanted: Download,
  ctx: Pick<DiscoverContext, "download" | "clock" | "signal" | "timeoutMs" | "waiting">,
): Promise<string> {
  const backoff = createBackoff();
  return await retry((leftMs) => follow(wanted, leftMs, ctx).catch(rephrase), {
    clock: ctx.clock,
    signal: ctx.signal,
    deadlineMs: ctx.timeoutMs,
    pause(error) {
      if (!isTransient(error)) return undefined;
      ctx.waiting(`the discovery file at ${new URL(wanted.url).host}`, error.message);
      return backoff.after(error);
    },
  });
}

async function follow(
  { url, roots, otherHosts }: Download,
  leftMs: number,
  ctx: Pick<DiscoverContext, "download" | "clock">,
): Promise<string> {
  const began = ctx.clock.elapsedMs();
  let current = url;
  for (let redirects = 0;; redirects++) {
    const timeoutMs = Math.max(1, Math.min(REQUEST_MS, leftMs - (ctx.clock.elapsedMs() - began)));
    const response = await ctx.download(current, { roots, timeoutMs });
    const { status } = response;
    if (status === 200) return response.text;
    if (status === 429 || status >= 500) {
      const { detail } = statusError(response, "downloading");
      throw new JoinError("server-error", `${shownUrl(current)} answered with status ${status}`, {
        detail,
      });
    }
    if (!isRedirect(response)) {
      throw new JoinError(
        "download-failed",
        `${shownUrl(current)} answered with status ${status} instead of the discovery file`,
        { detail: { status } },
      );
    }
    if (redirects === MOST_REDIRECTS) {
      throw new JoinError(
        "download-redirect",
        `${shownUrl(url)} was redirected more than ${MOST_REDIRECTS} times`,
      );
    }
    current = next(current, response, otherHosts);
  }
}

function isRedirect({ status, headers }: HttpsResponse): boolean {
  return [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined;
}

function next(current: string, { headers }: HttpsResponse, otherHosts: boolean): string {
  const target = URL.parse(headers.location ?? "", current);
  function refuse(why: string): never {
    throw new JoinError("download-redirect", `${shownUrl(current)} was redirected ${why}`);
  }
  if (target === null) refuse("to something that is not a URL");
  if (target.protocol !== "https:") refuse(`to ${target.protocol}//, which anybody could answer`);
  if (target.host !== new URL(current).host && !otherHosts) {
    refuse(`to another host, ${target.host}`);
  }
  if (target.username !== "" || target.password !== "") refuse("to a URL with a password");
  target.hash = "";
  return target.href;
}

/** The hints of these errors are for API servers. */
function rephrase(error: unknown): never {
  if (!(error instanceof JoinError) || !error.code.startsWith("server-")) throw error;
  const { code, message, cause, detail, exitCode } = error;
  const hint = exitCode === 5
    ? "the machine's public roots have to vouch for it, or a CA named by --discovery-file-ca; `#sha256=HEX` behind the URL believes the content instead"
    : "open the URL with `curl -fsSL` to see what it answers";
  throw new JoinError(code, message, { hint, cause, detail });
}
