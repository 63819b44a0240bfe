/** How often a fault strikes. */
export interface Repetition {
  /** How many matching occasions to let pass first. */
  after?: number;
  /** How many to hit then; default all. */
  times?: number;
}

/**
 * A switchboard for one family of faults. It may be changed while the control plane runs; the first fault that matches
 * and is not used up strikes.
 */
export class FaultBoard<Fault, Matcher extends Repetition = Repetition> {
  #entries: { fault: Fault; matcher: Matcher | undefined; seen: number }[] = [];

  constructor(faults: readonly (readonly [Fault, Matcher?])[] = []) {
    for (const [fault, matcher] of faults) this.add(fault, matcher);
  }

  /** Adds a fault; the returned function takes it away again. */
  add(fault: Fault, matcher?: Matcher): () => void {
    const entry = { fault, matcher, seen: 0 };
    this.#entries.push(entry);
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  clear(): void {
    this.#entries = [];
  }

  /** The fault that strikes now, if any. Counts the occasion. */
  protected strike(matches: (matcher: Matcher) => boolean): Fault | undefined {
    for (const entry of this.#entries) {
      if (entry.matcher && !matches(entry.matcher)) continue;
      entry.seen++;
      const { after = 0, times = Infinity } = entry.matcher ?? {};
      if (entry.seen > after && entry.seen <= after + times) return entry.fault;
    }
    return undefined;
  }
}
