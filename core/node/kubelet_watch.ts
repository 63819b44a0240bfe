import { JoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import type { Clock, Services } from "../host/types.ts";
import { findTrouble } from "./kubelet_trouble.ts";
import { ownWords } from "./kubelet_words.ts";

export interface KubeletWatch {
  readonly host: { readonly services: Services };
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

const POLL_MS = 1000;
/** So many starts in vain are no accident any more. */
const CRASHES = 3;
/** One start of an old kubelet can end in a thousand lines of stacks. */
const READ_LINES = 5000;
const SHOWN_LINES = 10;

/**
 * Runs an action that depends on the kubelet, with an eye on its unit: when the kubelet keeps ending, or
 * ends once with words that no further start will change, there is nothing left to wait for.
 *
 * @throws JoinError `kubelet-crashed`, or the cause that its log gives away
 */
export async function whileKubeletRuns<T>(
  watch: KubeletWatch,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const signal = AbortSignal.any([watch.signal, over.signal]);
  const acting = action(signal);
  const watching = watchCrashes({ ...watch, signal });
  try {
    return await Promise.race([acting, watching]);
  } finally {
    over.abort();
    await Promise.allSettled([acting, watching]);
  }
}

/** The same failure with the kubelet's last words, and its known cause if they tell one. */
export async function explainByLog(error: JoinError, watch: KubeletWatch): Promise<JoinError> {
  const { services } = watch.host;
  const lines = ownWords(
    await services.lastLines("kubelet", READ_LINES, watch.signal).catch(() => []),
  );
  const trouble = findTrouble(lines);
  const log = lines.slice(-SHOWN_LINES);
  const detail = { ...error.detail, ...(log.length === 0 ? {} : { log }) };
  if (trouble === undefined) {
    const last = log.at(-1);
    const cause = last === undefined ? {} : { cause: new Error(`its last words: ${last.trim()}`) };
    return new JoinError(error.code, error.message, { hint: error.hint, detail, ...cause });
  }
  const cause = new Error(trouble.line.trim());
  return new JoinError(trouble.code, error.message, { cause, detail });
}

async function watchCrashes(watch: KubeletWatch): Promise<never> {
  const { clock, host: { services }, signal, emit } = watch;
  let crashes = 0;
  let before: number | undefined;
  for (;;) {
    await clock.sleep(POLL_MS, signal);
    if (services.kind === "none") continue;
    const { state, restarts } = await services.status("kubelet", signal);
    const down = state === "waiting-to-restart";
    before ??= restarts;
    const ended = restarts - before + (down ? 1 : 0);
    const stays = state === "failed" || state === "stopped";
    if (ended <= crashes && !stays) continue;
    crashes = ended;
    const lines = ownWords(await services.lastLines("kubelet", READ_LINES, signal));
    if (stays || crashes >= CRASHES || findTrouble(lines)?.final) {
      const error = new JoinError("kubelet-crashed", "The kubelet ends soon after it is started");
      throw await explainByLog(error, watch);
    }
    emit({
      kind: "note",
      level: "warning",
      text: `The kubelet ended and will be started again: ${lines.at(-1) ?? "it said nothing"}`,
    });
  }
}
