import type { JoinFlags } from "../config/join_flags.ts";
import { JoinError } from "../engine/errors.ts";

/** What --discovery-file names. */
export type DiscoverySource =
  | { readonly kind: "path"; readonly path: string }
  /** `digest`: 64 hex digits that the content has to have. */
  | { readonly kind: "url"; readonly url: string; readonly digest: string | undefined };

/**
 * Reads --discovery-file: a path, `file://` with one, or an https:// URL, the scheme in any case.
 *
 * @throws JoinError `discovery-url-malformed`
 */
export function discoverySource({ discoveryFile }: JoinFlags): DiscoverySource | undefined {
  if (discoveryFile === undefined) return undefined;
  if (discoveryFile === "") throw malformed("", "it is empty");
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(discoveryFile)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: "path", path: discoveryFile };
  if (scheme === "file") return { kind: "path", path: pathOf(discoveryFile) };
  if (scheme !== "https") throw malformed(discoveryFile, `its scheme is ${scheme}, not https`);
  return urlOf(discoveryFile);
}

function pathOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.host !== "" && url.host !== "localhost")) {
    throw malformed(text, "a file:// URL names a file of this machine", "write file:///PATH");
  }
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    throw malformed(text, "its path has a wrong % in it");
  }
}

function urlOf(text: string): DiscoverySource {
  if (!URL.canParse(text)) throw malformed(text, "it is not a URL");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    throw malformed(text, "it holds a user or password");
  }
  const fragment = url.hash.slice(1);
  url.hash = "";
  if (fragment === "") return { kind: "url", url: url.href, digest: undefined };
  const digest = /^sha256=([0-9a-f]{64})$/i.exec(fragment)?.[1];
  if (digest === undefined) {
    throw malformed(
      text,
      "what follows # is not sha256= and 64 hex digits",
      "`sha256sum` of the file prints them",
    );
  }
  return { kind: "url", url: url.href, digest: digest.toLowerCase() };
}

/** A URL for people: a query may hold a signature that opens the file. */
export function shownUrl(text: string): string {
  return text.replace(/\?[^#]*/, "?…");
}

function malformed(text: string, why: string, hint?: string): JoinError {
  // Where no reader could find user and password, they go as well.
  const shown = shownUrl(text.replace(/\/\/.*@/s, "//…@"));
  return new JoinError(
    "discovery-url-malformed",
    `Cannot use "${shown}" as a discovery file: ${why}`,
    hint === undefined ? {} : { hint },
  );
}
