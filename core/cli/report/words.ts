import type { ReadReport } from "../../report/form.ts";
import { formatSeconds } from "../seconds.ts";

/** What the run came to, in one line. */
export function headline({ result, node, trust }: ReadReport): string {
  const name = node === undefined ? "This machine" : `"${node.name}"`;
  if (!result.ok) return `${name} did not join`;
  const [first = ""] = (result.summary ?? "").split("\n");
  if (/already/.test(first)) return `${name} is in the cluster already`;
  return trust === undefined ? first : `${name} joined ${trust.server}`;
}

/** As in `2026-11-24 17:36:26 UTC`. */
export function moment(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/, "$1 $2 UTC");
}

/** A time short enough for a table: `0.4 ms`, `12 ms`, `1.25 s`, `3m20s`. */
export function shortTime(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return formatSeconds(ms).replace(/(\.\d+)s$/, "$1 s");
}

export function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}

/** Who ran it: `uid 0, by sudo for "alice"`. */
export function person({ uid, sudoUser }: ReadReport["run"]): string {
  const who = uid === undefined ? "unknown" : uid === 0 ? "root" : `uid ${uid}`;
  return sudoUser === undefined ? who : `${who}, by sudo for "${sudoUser}"`;
}

/** The command as a shell would take it. */
export function commandLine({ command }: ReadReport["run"]): string {
  return ["kubeworker", ...command].map((word) =>
    /^[\w@%+=:,./[\]…?#-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
  ).join(" ");
}

/** What a request came to: `200`, or the code of the error. */
export function answerOf({ status, error }: ReadReport["requests"][number]): string {
  return status === undefined ? error ?? "no answer" : String(status);
}

/** Not what was hoped for. A Node that is not there yet (404) is, and so is our own request (409). */
export function isBad({ status, error }: ReadReport["requests"][number]): boolean {
  return error !== undefined || status === 401 || status === 403 || status === 429 ||
    (status ?? 0) >= 500;
}

/** A request in few words: `GET kube-public/configmaps/cluster-info`, `WATCH nodes`. */
export function shortRequest({ method, url }: ReadReport["requests"][number]): string {
  const [path = "", query = ""] = url.replace(/^https?:\/\/[^/]+(?=\/)/, "").split("?");
  const verb = /(^|&)watch=(true|1)(&|$)/.test(query) ? "WATCH" : method;
  const resource = path.replace(/^\/(api|apis\/[^/]+)\/v[^/]+\/(namespaces\/(?=[^/]+\/))?/, "");
  return `${verb} ${resource}`;
}

/** How much time passed in waits; those that ran side by side count once. */
export function waitedMs(waits: ReadReport["waits"]): number {
  let [sum, end] = [0, 0];
  for (const { startMs, ms } of [...waits].sort((a, b) => a.startMs - b.startMs)) {
    sum += Math.max(0, startMs + ms - Math.max(end, startMs));
    end = Math.max(end, startMs + ms);
  }
  return sum;
}

/** How many checks there were, and what they found. */
export function checksLine({ checks }: ReadReport): string {
  function count(outcome: string): number {
    return checks.filter((one) => one.outcome === outcome).length;
  }
  const found = (["error", "ignored", "warning"] as const).flatMap((outcome) => {
    const number = count(outcome);
    const noun = outcome === "ignored" ? "ignored" : number === 1 ? outcome : `${outcome}s`;
    return number === 0 ? [] : [`${number} ${noun}`];
  });
  return `${checks.length} checks: ${found.join(", ") || "nothing found"}`;
}
