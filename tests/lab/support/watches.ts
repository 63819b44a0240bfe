import { at } from "./json.ts";

/** How many watches of kubeworker the API server served at the same time, by its audit log. */
export function mostWatches(auditLog: string): number {
  const turns: [number, number][] = [];
  for (const text of auditLog.split("\n")) {
    if (!text.includes('"watch"') || !text.includes("ResponseComplete")) continue;
    const line = JSON.parse(text);
    if (at(line, "verb") !== "watch" || at(line, "stage") !== "ResponseComplete") continue;
    if (!String(at(line, "userAgent")).startsWith("kubeworker/")) continue;
    turns.push([Date.parse(String(at(line, "requestReceivedTimestamp"))), 1]);
    turns.push([Date.parse(String(at(line, "stageTimestamp"))), -1]);
  }
  let [now, most] = [0, 0];
  for (const [, step] of turns.sort(([a], [b]) => a - b)) most = Math.max(most, now += step);
  return most;
}
