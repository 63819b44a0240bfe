/** From times to places on a line that stands for the whole run. */
export interface Scale {
  /** CSS: where a moment is, in per cent of the line. */
  at(ms: number): string;
  /** CSS: how long a time is. */
  length(ms: number): string;
  /** Moments worth a line, in ms: 0 and round ones. */
  readonly ticks: readonly number[];
}

const ROUND = [1, 2, 5];
const MOST_TICKS = 6;

export function createScale(totalMs: number): Scale {
  const total = Math.max(1, totalMs);
  function percent(ms: number): string {
    return `${Number((Math.min(1, Math.max(0, ms / total)) * 100).toFixed(3))}%`;
  }
  const step = stepFor(total);
  const count = Math.floor(total / step);
  return {
    at: percent,
    length: percent,
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
  };
}

/** The smallest round step of which there are not too many. */
function stepFor(total: number): number {
  for (let power = 1;; power *= 10) {
    for (const factor of ROUND) {
      const step = factor * power;
      if (total / step <= MOST_TICKS) return step;
    }
  }
}
