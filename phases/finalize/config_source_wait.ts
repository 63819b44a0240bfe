import type { JoinContext } from "../../core/context.ts";
import { within } from "../../core/engine/deadline.ts";
import { JoinError } from "../../core/engine/errors.ts";
import type { Emit } from "../../core/engine/events.ts";
import type { Api } from "../../core/kube/api.ts";
import {
  type ConfigSource,
  type ConfigSourceState,
  isSameKey,
  patchLine,
  readConfigSource,
  showSource,
} from "../../core/kube/config_source.ts";
import { awaitNode } from "../../core/kube/node_wait.ts";
import { whileKubeletRuns } from "../../core/node/kubelet_watch.ts";
import { explainRefusal, showFallback } from "./config_source_refusal.ts";

export interface Following {
  readonly nodeName: string;
  /** With uid and version, as far as they are known. */
  readonly source: ConfigSource;
  /** What sets it. */
  readonly patch: unknown;
  /** What the Node said before it was asked for. */
  readonly before: ConfigSourceState;
}

/**
 * Waits, by one watch, until the Node names the ConfigMap and its kubelet runs on it. The kubelet looks every
 * 10 s, and restarts once on the way.
 *
 * @throws JoinError `config-source-timeout`, `dynamic-config-failed`, `kubelet-crashed`
 */
export async function awaitFollowing(
  api: Api,
  following: Following,
  ctx: JoinContext,
): Promise<void> {
  const { clock, emit, options } = ctx;
  const { nodeName, source, patch } = following;
  const deadlineMs = options.timeouts.configSource;
  const what = `Node ${nodeName} to follow ConfigMap ${showSource(source)}`;
  const began = clock.elapsedMs();
  let last: string | undefined;
  let refused: ConfigSourceState | undefined;
  emit({ kind: "waiting", phase: "finalize", what, deadlineMs });
  const late = () =>
    new JoinError(
      "config-source-timeout",
      `Waited ${deadlineMs / 1000} s for ${what}${last === undefined ? "" : `: ${last}`}`,
      {
        hint: `\`${
          patchLine(nodeName, patch)
        }\` sets it; \`kubeworker join phase finalize\` with the same flags waits again`,
      },
    );
  const seen = await whileKubeletRuns(
    { ...ctx, emit: quietly(emit) },
    (running) =>
      within(deadlineMs, { clock, signal: running, onTimeout: late }, async (signal) => {
        const node = await awaitNode(api, nodeName, {
          clock,
          signal,
          judge(seen) {
            const state = readConfigSource(seen);
            if (isRefused(state, following)) refused = state;
            return refused === undefined ? judge(state, source) : true;
          },
          onState(reason) {
            last = reason;
            emit({ kind: "waiting", phase: "finalize", what, reason, deadlineMs });
          },
        });
        return readConfigSource(node);
      }),
  );
  if (refused !== undefined) throw await explainRefusal(source, refused, ctx);
  emit({ kind: "waited", phase: "finalize", what, ms: clock.elapsedMs() - began });
  emit({
    kind: "note",
    level: "info",
    text: `The kubelet runs on ConfigMap ${showSource(source)}; should that be of no use one day, ${
      showFallback(seen)
    }`,
  });
}

function judge(state: ConfigSourceState, source: ConfigSource): true | string {
  if (!isSameKey(state.wanted, source)) {
    return state.wanted === undefined
      ? "nobody has set its configSource yet"
      : `its configSource names ${showSource(state.wanted)}`;
  }
  if (!isSameKey(state.assigned, source)) return "the kubelet has not read it yet";
  return isSameKey(state.active, source) || "the kubelet restarts to use it";
}

/** Whether an error is about what the Node is to follow now, and not about what it was before. */
function isRefused(state: ConfigSourceState, { source, before }: Following): boolean {
  if (state.error === undefined || !isSameKey(state.wanted, source)) return false;
  const { assigned } = state;
  if (!isSameKey(assigned, source)) return state.error !== before.error;
  // With another version than the present one it has not looked yet.
  return source.resourceVersion === undefined ||
    assigned?.resourceVersion === source.resourceVersion || state.error !== before.error;
}

/** Its restart is what is waited for, and no reason to warn. */
function quietly(emit: Emit): Emit {
  return (event) => event.kind === "note" && event.level === "warning" ? undefined : emit(event);
}
