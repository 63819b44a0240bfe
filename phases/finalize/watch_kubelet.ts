import type { JoinContext } from "../../core/context.ts";
import { JoinError } from "../../core/engine/errors.ts";
import { findTrouble } from "../../core/node/kubelet_trouble.ts";
import { explain } from "./health.ts";

const POLL_MS = 1000;
/** So many starts in vain are no accident any more. */
const CRASHES = 3;

/**
 * Keeps an eye on the kubelet's unit while others wait for it. Ends only by throwing: when the kubelet
 * keeps ending, or ends once with words that no further start will change.
 *
 * @throws JoinError `kubelet-crashed`, or the cause that its log gives away
 */
export async function watchKubelet(ctx: JoinContext): Promise<never> {
  const { clock, host, signal, emit } = ctx;
  let crashes = 0;
  let restarts: number | undefined;
  for (;;) {
    await clock.sleep(POLL_MS, signal);
    if (host.services.kind === "none") continue;
    const status = await host.services.status("kubelet", signal);
    restarts ??= status.state === "waiting-to-restart" ? status.restarts - 1 : status.restarts;
    const ended = status.restarts - restarts +
      (status.state === "failed" || status.state === "stopped" ? CRASHES : 0) +
      (status.state === "waiting-to-restart" ? 1 : 0);
    if (ended <= crashes) continue;
    crashes = ended;
    const lines = await host.services.lastLines("kubelet", 60, signal);
    const trouble = findTrouble(lines);
    if (trouble?.final || crashes >= CRASHES) {
      throw await explain(
        new JoinError("kubelet-crashed", "The kubelet ends soon after it is started"),
        ctx,
      );
    }
    emit({
      kind: "note",
      level: "warning",
      text: `The kubelet ended and will be started again: ${lines.at(-1) ?? "it said nothing"}`,
    });
  }
}
