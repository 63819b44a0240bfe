import { JoinError } from "../engine/errors.ts";
import type { Api } from "./api.ts";

/** What an API server says of itself. */
export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  /** As it says it, with its `v`. */
  readonly text: string;
}

/**
 * Asks for the server's version, which most clusters tell everybody.
 *
 * @returns undefined where it is not told: nothing depends on it but advice
 */
export async function fetchServerVersion(api: Api): Promise<ServerVersion | undefined> {
  try {
    const { status, text } = await api.call(
      { method: "GET", path: "/version" },
      "reading /version",
    );
    return status === 200 ? readServerVersion(text) : undefined;
  } catch (error) {
    if (error instanceof JoinError) return undefined;
    throw error;
  }
}

/** The answer to a GET of /version; some providers put a `+` behind the minor version. */
export function readServerVersion(answer: string): ServerVersion | undefined {
  try {
    const { gitVersion }: { gitVersion?: unknown } = JSON.parse(answer) ?? {};
    const [text, major, minor] =
      /^v(\d{1,3})\.(\d{1,4})\.\d[-+.\w]{0,80}$/.exec(String(gitVersion)) ?? [];
    return text === undefined ? undefined : { text, major: Number(major), minor: Number(minor) };
  } catch {
    return undefined;
  }
}
