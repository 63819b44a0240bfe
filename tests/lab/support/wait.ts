/** Milliseconds between two looks. */
const PAUSE = 100;

/**
 * Looks again and again until there is something to see. A look that throws counts as nothing seen.
 *
 * @param what for the message, as in "node n1 to be Ready"
 */
export async function until<T>(
  what: string,
  timeLimit: number,
  look: () => Promise<T | undefined | false>,
): Promise<T> {
  const began = performance.now();
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() - began > timeLimit) {
      throw new Error(`Waited ${timeLimit / 1000} s in vain for ${what}`, { cause: last });
    }
    await pause(PAUSE);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
