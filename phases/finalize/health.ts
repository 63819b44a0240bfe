import type { JoinContext } from "../../core/context.ts";
import { within } from "../../core/engine/deadline.ts";
import { JoinError } from "../../core/engine/errors.ts";
import type { KubeletConfig } from "../../core/engine/state.ts";
import { healthzUrl } from "../../core/node/kubelet_configuration.ts";
import { explainByLog } from "../../core/node/kubelet_watch.ts";

const POLL_MS = 50;
const REQUEST_MS = 2000;

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
  const url = healthzUrl(healthz);
  const what = `the kubelet to be healthy at ${url}`;
  const deadlineMs = options.timeouts.kubeletHealthCheck;
  const late = new JoinError(
    "kubelet-unhealthy",
    `The kubelet did not become healthy within ${deadlineMs / 1000} s`,
  );
  const began = clock.elapsedMs();
  emit({ kind: "waiting", phase: "finalize", what, deadlineMs });
  try {
    await within(
      deadlineMs,
      { clock, signal: ctx.signal, onTimeout: () => late },
      async (signal) => {
        while (await host.local.httpStatus(url, REQUEST_MS, signal) !== 200) {
          await clock.sleep(POLL_MS, signal);
        }
      },
    );
  } catch (error) {
    if (error !== late) throw error;
    throw await explainByLog(late, ctx);
  }
  emit({ kind: "waited", phase: "finalize", what, ms: clock.elapsedMs() - began });
}
