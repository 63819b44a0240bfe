import { JoinError } from "../engine/errors.ts";

/** How long the next contender waits for those before it, in ms (RFC 8305 §5, "Connection Attempt Delay"). */
export const HEAD_START_MS = 250;

export interface RaceOptions<C> {
  clock: { elapsedMs(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };
  signal: AbortSignal;
  /** Told of how each one ended; `error` is undefined for the winner and for those given up for it. */
  ended(contender: C, outcome: "won" | "lost" | "abandoned", ms: number, error?: JoinError): void;
}

/**
 * Starts the contenders one after the other, each with a head start on the next, or as soon as one before
 * has lost. The first that succeeds wins; the others are given up.
 *
 * @throws JoinError of the loser that tells most, when all have lost
 */
export async function race<C, T>(
  contenders: readonly C[],
  attempt: (contender: C, signal: AbortSignal) => Promise<T>,
  options: RaceOptions<C>,
): Promise<T> {
  const { clock, signal } = options;
  const over = new AbortController();
  const decided = Promise.withResolvers<void>();
  const losses: JoinError[] = [];
  let result: { value: T } | { defect: unknown } | undefined;

  function decide(found: { value: T } | { defect: unknown }): boolean {
    if (result !== undefined) return false;
    result = found;
    decided.resolve();
    return true;
  }

  async function run(contender: C): Promise<void> {
    const began = clock.elapsedMs();
    try {
      const value = await attempt(contender, AbortSignal.any([signal, over.signal]));
      const outcome = decide({ value }) ? "won" : "abandoned";
      options.ended(contender, outcome, clock.elapsedMs() - began);
    } catch (error) {
      const ms = clock.elapsedMs() - began;
      if (over.signal.aborted || signal.aborted) options.ended(contender, "abandoned", ms);
      else if (!(error instanceof JoinError)) decide({ defect: error });
      else {
        losses.push(error);
        options.ended(contender, "lost", ms, error);
      }
    }
  }

  const started: Promise<void>[] = [];
  for (const contender of contenders) {
    const ended = run(contender);
    started.push(ended);
    if (started.length < contenders.length) {
      await headStart(Promise.race([ended, decided.promise]), clock, signal);
    }
    if (result !== undefined || signal.aborted) break;
  }
  await Promise.race([Promise.all(started), decided.promise]);
  over.abort();
  await Promise.all(started);
  signal.throwIfAborted();
  if (result === undefined) throw mostTelling(losses);
  if ("defect" in result) throw result.defect;
  return result.value;
}

/** Until this contender has ended, the race is decided, or the head start is over. */
async function headStart(
  ended: Promise<void>,
  clock: RaceOptions<unknown>["clock"],
  signal: AbortSignal,
): Promise<void> {
  const enough = new AbortController();
  const passed = clock.sleep(HEAD_START_MS, AbortSignal.any([signal, enough.signal]))
    .catch(() => {});
  await Promise.race([ended, passed]);
  enough.abort();
  await passed;
}

/** Who answered, and was refused, tells more than who did not answer. */
function mostTelling(losses: readonly JoinError[]): JoinError {
  const [first, ...others] = [...losses].sort((one, other) => weight(other) - weight(one));
  if (first === undefined) return new JoinError("endpoint-missing", "No API server was named");
  if (others.length === 0) return first;
  return new JoinError(first.code, first.message, {
    hint: first.hint,
    cause: first.cause,
    detail: {
      ...first.detail,
      others: others.map(({ code, message }) => ({ code, message })),
    },
  });
}

function weight({ exitCode, code }: JoinError): number {
  if (code === "token-unknown") return 2;
  return exitCode === 5 ? 3 : code.startsWith("cluster-info") ? 1 : 0;
}
