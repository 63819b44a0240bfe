import type { Credential } from "./api/caller.ts";

/** One request that reached the API server. It holds no secret. */
export interface RequestRecord {
  /** Milliseconds since the epoch. */
  at: number;
  method: string;
  /** With the query. */
  path: string;
  /** Empty when the credential was not good. */
  user: string;
  credential: Credential;
  /** 0 as long as there is no answer. */
  status: number;
  userAgent: string;
}

/** All requests, in the order in which they came. */
export class RequestLog {
  readonly records: RequestRecord[] = [];

  start(request: Omit<RequestRecord, "at" | "status">): RequestRecord {
    const path = request.path.replace(/[a-z0-9]{6}\.[a-z0-9]{16}/g, "[redacted]");
    const record = { ...request, path, at: Date.now(), status: 0 };
    this.records.push(record);
    return record;
  }
}
