import { toJoinError } from "../engine/errors.ts";
import type { Clock } from "../host/types.ts";
import type { Api } from "./api.ts";
import { Node, readObject, WatchEvent } from "./objects.ts";
import { backoff, isTransient } from "./transient.ts";

export interface NodeWait {
  clock: Clock;
  signal: AbortSignal;
  /** Whether the Node is as wanted; else words for a live line. */
  judge(node: Node): true | string;
  onState?(state: string): void;
}

const WATCH_SECONDS = 300;

/**
 * Waits until a Node is there and as wanted, by one watch that starts before it exists. Refused credentials
 * count as passing too: a fresh certificate may meet an API server that is still catching up.
 */
export async function awaitNode(api: Api, name: string, wait: NodeWait): Promise<Node> {
  const query = new URLSearchParams({
    fieldSelector: `metadata.name=${name}`,
    watch: "true",
    timeoutSeconds: String(WATCH_SECONDS),
  });
  for (let failures = 0;;) {
    try {
      const path = `/api/v1/nodes?${query}`;
      await using stream = await api.watch(path, `watching Node ${name}`, wait.signal);
      for await (const line of stream.lines()) {
        failures = 0;
        const event = readObject(WatchEvent, line, "a watch event");
        if (event.type !== "ADDED" && event.type !== "MODIFIED") continue;
        const node = readObject(Node, JSON.stringify(event.object), "a watch event");
        const verdict = wait.judge(node);
        if (verdict === true) return node;
        wait.onState?.(verdict);
      }
    } catch (thrown) {
      wait.signal.throwIfAborted();
      const error = toJoinError(thrown);
      const passing = isTransient(error) || error.code === "request-forbidden" ||
        error.code === "token-rejected";
      if (!passing) throw error;
      wait.onState?.(error.message);
      await wait.clock.sleep(backoff(error, ++failures), wait.signal);
    }
    if (failures === 0) await wait.clock.sleep(100, wait.signal);
  }
}

/** Whether a Node's kubelet reports it ready, or why not. */
export function readiness(node: Node): true | string {
  const ready = node.status?.conditions?.find(({ type }) => type === "Ready");
  if (ready?.status === "True") return true;
  return ready?.message ?? "the Node has no Ready condition yet";
}
