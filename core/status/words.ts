/** What to type on a machine that is no node yet. */
export const JOINED_LATER =
  "`kubeworker join HOST:PORT --token … --discovery-token-ca-cert-hash sha256:…` joins one";

/** Whether a failure's words say that only root may see it. */
export function isDenied(because: string): boolean {
  return /permission denied/i.test(because);
}

/** A stretch of time that is left, or is over, as a person says it: `in 3 days`, `2 hours ago`. */
export function span(ms: number): string {
  const text = length(Math.abs(ms));
  return ms >= 0 ? `in ${text}` : `${text} ago`;
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/** In the largest unit of which there are two. */
export function length(ms: number): string {
  const [name, size] = UNITS.find(([, size]) => ms >= 2 * size) ?? ["second", 1000];
  const count = Math.floor(ms / size);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
