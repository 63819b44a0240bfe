import type { JoinContext } from "../../core/context.ts";
import { within } from "../../core/engine/deadline.ts";
import { JoinError } from "../../core/engine/errors.ts";
import type { KubeletConfig } from "../../core/engine/state.ts";
import { findTrouble } from "../../core/node/kubelet_trouble.ts";

const POLL_MS = 50;
const REQUEST_MS = 2000;
const SHOWN_LINES = 10;

/**
 * Waits until the kubelet says that it is healthy.
 *
 * @throws JoinError `kubelet-unhealthy`, or the cause that its log gives away
 */
export async function awaitHealth(
  healthz: KubeletConfig["healthz"],
  ctx: JoinContext,
): Promise<void> {
  if (healthz === undefined) return;
  const { clock, host, emit, options } = ctx;
  const address = healthz.host.includes(":") ? `[${healthz.host}]` : healthz.host;
  const url = `http://${address}:${healthz.port}/healthz`;
  const what = `the kubelet to be healthy at ${url}`;
  const deadlineMs = options.timeouts.kubeletHealthCheck;
  const late = new JoinError(
    "kubelet-unhealthy",
    `The kubelet did not become healthy within ${deadlineMs / 1000} s`,
  );
  const began = clock.elapsedMs();
  emit({ kind: "waiting", phase: "finalize", what, deadlineMs });
  try {
    await within(deadlineMs, { clock, signal: ctx.signal, onTimeout: () => late }, async (signal) => {
      while (await host.local.httpStatus(url, REQUEST_MS, signal) !== 200) {
        await clock.sleep(POLL_MS, signal);
      }
    });
  } catch (error) {
    if (error !== late) throw error;
    throw await explain(late, ctx);
  }
  emit({ kind: "waited", phase: "finalize", what, ms: clock.elapsedMs() - began });
}

/** The same failure with the kubelet's last words, and its known cause if they tell one. */
export async function explain(error: JoinError, ctx: JoinContext): Promise<JoinError> {
  const lines = await ctx.host.services.lastLines("kubelet", 60, ctx.signal).catch(() => []);
  const trouble = findTrouble(lines);
  const last = lines.slice(-SHOWN_LINES);
  if (trouble === undefined) {
    return new JoinError(error.code, error.message, {
      hint: error.hint,
      detail: { ...error.detail, log: last },
      ...(last.length === 0 ? {} : { cause: new Error(`its last words: ${last.at(-1)}`) }),
    });
  }
  return new JoinError(trouble.code, error.message, {
    cause: new Error(trouble.line),
    detail: { ...error.detail, log: last },
  });
}
