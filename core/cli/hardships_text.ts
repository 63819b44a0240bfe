import type { Hardships } from "../engine/hardships.ts";
import { formatSeconds } from "./seconds.ts";

/** What a join lived through, in one line. */
export function hardshipsText(hardships: Hardships): string {
  const { failedRequests, errors, outages, longestOutageMs, slowestAnswerMs } = hardships;
  const slow = `the slowest answer took ${formatSeconds(slowestAnswerMs)}`;
  if (failedRequests === 0) return `On the way, no request failed; ${slow}.`;
  const kinds = Object.entries(errors).map(([code, count]) => `${count} × ${code}`).join(", ");
  const times = outages === 1 ? "once" : `${outages} times`;
  const without = `the cluster was away ${times}, for ${formatSeconds(longestOutageMs)} at most`;
  const requests = failedRequests === 1 ? "1 request" : `${failedRequests} requests`;
  return `On the way, ${requests} failed (${kinds}): ${without}; ${slow}.`;
}
