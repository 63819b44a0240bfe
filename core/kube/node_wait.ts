import { toJoinError } from "../engine/errors.ts";
import type { Clock } from "../host/types.ts";
import type { Api } from "./api.ts";
import { Node, readValue } from "./objects.ts";
import { createBackoff, isTransient } from "./transient.ts";
import { createWatcher, WATCH_SECONDS } from "./watch.ts";

export interface NodeWait {
  clock: Clock;
  signal: AbortSignal;
  /** Whether the Node is as wanted; else words for a live line. */
  judge(node: Node): true | string;
  onState?(state: string): void;
}

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
  const path = `/api/v1/nodes?${query}`;
  const backoff = createBackoff();
  const watcher = createWatcher(api, {
    clock: wait.clock,
    signal: wait.signal,
    onOpen: () => backoff.reset(),
  });
  for (;;) {
    try {
      const end = await watcher.follow(path, `watching Node ${name}`, (event) => {
        if (event.type === "DELETED") return undefined;
        const node = readValue(Node, event.object, "a watch event");
        const verdict = wait.judge(node);
        if (verdict === true) return node;
        wait.onState?.(verdict);
        return undefined;
      });
      if (end.kind === "found") return end.value;
      await wait.clock.sleep(end.pauseMs, wait.signal);
    } catch (thrown) {
      wait.signal.throwIfAborted();
      const error = toJoinError(thrown);
      const passing = isTransient(error) || error.code === "request-forbidden" ||
        error.code === "token-rejected";
      if (!passing) throw error;
      wait.onState?.(error.message);
      await wait.clock.sleep(backoff.after(error), wait.signal);
    }
  }
}

/** Whether a Node's kubelet reports it ready, or why not. */
export function readiness(node: Node): true | string {
  const ready = readyCondition(node);
  if (ready?.status === "True") return true;
  return ready?.message ?? "the Node has no Ready condition yet";
}

/** When the Node's kubelet last spoke, as the API server has it; undefined if it never did. */
export function heartbeat(node: Node): string | undefined {
  return readyCondition(node)?.lastHeartbeatTime ?? undefined;
}

function readyCondition(
  node: Node,
): NonNullable<NonNullable<Node["status"]>["conditions"]>[0] | undefined {
  return node.status?.conditions?.find(({ type }) => type === "Ready");
}
