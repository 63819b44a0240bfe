/** What a join lived through on its way: requests that failed in a way that passes, and how long that lasted. */
export interface Hardships {
  failedRequests: number;
  /** How often each code occurred; `status-429` and the like for answers. */
  errors: Record<string, number>;
  /** How often the servers were away: from a failure to the next answer. */
  outages: number;
  longestOutageMs: number;
  slowestAnswerMs: number;
}
