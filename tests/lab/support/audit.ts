import { at } from "./json.ts";

/** A request that the API server has seen. */
export interface AuditLine {
  /** Milliseconds since the epoch. */
  at: number;
  user: string;
  verb: string;
  uri: string;
  status: number;
  userAgent: string;
  /** Address of the client. */
  source: string;
}

/** Reads an audit log: each request once, in the order in which they came. */
export async function readAudit(path: string): Promise<AuditLine[]> {
  const seen = new Map<unknown, AuditLine>();
  for (const text of (await Deno.readTextFile(path)).split("\n")) {
    const line = parsed(text);
    // A watch is there twice: when it began, and when it ended.
    if (line === undefined || seen.has(at(line, "auditID"))) continue;
    seen.set(at(line, "auditID"), {
      at: Date.parse(String(at(line, "requestReceivedTimestamp"))),
      user: String(at(line, "user", "username")),
      verb: String(at(line, "verb")),
      uri: String(at(line, "requestURI")),
      status: Number(at(line, "responseStatus", "code")),
      userAgent: String(at(line, "userAgent") ?? ""),
      source: String(at(line, "sourceIPs", 0)),
    });
  }
  return [...seen.values()].sort((a, b) => a.at - b.at);
}

/** The last line may still be being written. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
