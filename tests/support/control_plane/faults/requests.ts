import { FaultBoard, type Repetition } from "./board.ts";

/** What happens to a request in place of, or (`delay`) before, its ordinary answer. */
export type RequestFault =
  | {
    kind: "status";
    status: number;
    /** Default: a Status object that fits the code. */
    body?: { kind: "text"; text: string } | { kind: "html" };
    /** Seconds, or any text to send as `Retry-After`. */
    retryAfter?: number | string;
  }
  | { kind: "delay"; milliseconds: number }
  /** The connection is torn down. */
  | { kind: "reset" }
  /** Read, never answered. */
  | { kind: "black-hole" }
  /** Status 200 and a body without end: `chunkBytes` (65536) every `paceMilliseconds` (5). */
  | { kind: "endless-body"; chunkBytes?: number; paceMilliseconds?: number }
  /** Status 200 and a well-formed JSON object of that size; default 50 MB. */
  | { kind: "huge-body"; bytes?: number }
  /** A complete answer whose JSON stops in the middle. */
  | { kind: "truncated-json" }
  /** Fewer bytes than promised, then the connection ends. */
  | { kind: "cut-body" }
  /** Status 200 and a web page, as a captive portal sends. */
  | { kind: "html" }
  | { kind: "redirect"; location: string; status?: 301 | 302 | 307 | 308 };

/** Which requests a fault is for; everything absent means all of them. */
export interface RequestMatcher extends Repetition {
  method?: string;
  /** A part of the path with its query. */
  path?: string;
}

/** The faults of single requests. */
export class RequestFaults extends FaultBoard<RequestFault, RequestMatcher> {
  take(method: string, path: string): RequestFault | undefined {
    return this.strike((matcher) =>
      (matcher.method ?? method) === method && path.includes(matcher.path ?? "")
    );
  }
}
