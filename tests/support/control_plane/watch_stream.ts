import type { ServerResponse } from "node:http";
import type { Answer } from "./api/call.ts";
import type { StoredEvent } from "./api/objects.ts";
import { statusBody } from "./api/status.ts";
import type { WatchFault } from "./faults/watches.ts";
import { pause } from "../pause.ts";

/** Half an hour, as long as the real server lets a watch live when the client does not say. */
const longest = 1_800_000;

/** What was written needs so long to get out before a connection is torn down. */
const flushing = 20;

type WatchAnswer = Extract<Answer, { kind: "watch" }>;

/**
 * Streams a watch as JSON lines. Without a resource version (or with 0) it begins with what there is, as `ADDED`;
 * with one, it replays what came after. It ends by `timeoutSeconds`, by the client, by the signal, or by a fault.
 */
export async function streamWatch(
  watch: WatchAnswer,
  response: ServerResponse,
  options: { fault: WatchFault | undefined; signal: AbortSignal },
): Promise<void> {
  const { fault } = options;
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  response.once("close", () => ended.abort());
  let sent = 0;

  function write(type: string, object: unknown): void {
    response.write(`${JSON.stringify({ type, object })}\n`);
    sent++;
    endByFault();
  }
  function endByFault(): void {
    if (fault?.kind !== "ends" && fault?.kind !== "reset") return;
    if (sent < (fault.afterEvents ?? 0)) return;
    ended.abort();
    if (fault.kind === "ends") response.end();
    else pause(flushing, options.signal).then(() => response.destroy());
  }
  function send(event: StoredEvent): void {
    if (signal.aborted) return;
    if (watch.name !== undefined && event.object.metadata.name !== watch.name) return;
    write(event.type, watch.render(event.object));
  }

  response.flushHeaders();
  if (fault?.kind === "gone") {
    write("ERROR", statusBody(410, "Expired", "too old resource version"));
    response.end();
    return;
  }
  endByFault();
  const silent = fault?.kind === "silence";
  const unsubscribe = silent ? () => {} : watch.store.subscribe(send);
  if (!silent) earlier(watch).forEach(send);
  const seconds = Number(watch.query.get("timeoutSeconds") ?? "0");
  const timedOut = await pause(seconds > 0 ? seconds * 1000 : longest, signal);
  unsubscribe();
  if (!timedOut) return;
  if (!silent && watch.query.get("allowWatchBookmarks") === "true") {
    const resourceVersion = String(watch.store.revision);
    const metadata = { name: "", uid: "", creationTimestamp: "", resourceVersion };
    write("BOOKMARK", watch.render({ metadata, spec: {}, status: {} }));
  }
  response.end();
}

function earlier(watch: WatchAnswer): StoredEvent[] {
  const version = watch.query.get("resourceVersion") ?? "";
  if (version !== "" && version !== "0") return watch.store.since(Number(version));
  return watch.store.list().map((object) => ({
    type: "ADDED",
    object,
    resourceVersion: Number(object.metadata.resourceVersion),
  }));
}
