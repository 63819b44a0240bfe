/** What several measurements of one thing come to. */
export interface Summary {
  median: number;
  min: number;
  max: number;
}

/** @throws RangeError for no values at all */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? NaN;
  if (sorted.length === 0) throw new RangeError("Cannot summarize no values");
  const middle = (sorted.length - 1) / 2;
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/** `1.23 (1.20–1.31)`, or one number where all are alike. */
export function show({ median, min, max }: Summary, digits: number): string {
  const [middle, low, high] = [median, min, max].map((value) => value.toFixed(digits));
  return low === high ? `${middle}` : `${middle} (${low}–${high})`;
}
