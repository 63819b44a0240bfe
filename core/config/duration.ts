const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  // Two letters look like this: the micro sign and the Greek mu. Go takes both.
  "\u00b5s": 1e-3,
  "\u03bcs": 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Reads a duration in Go's form, as in `1h30m`, `90s`, `1.5s` or `0`.
 *
 * @returns milliseconds, or undefined if it is not one (a bare `300` lacks its unit)
 */
export function parseDuration(text: string): number | undefined {
  const [, sign = "", rest = ""] = /^([+-]?)(.*)$/.exec(text) ?? [];
  if (rest === "0") return 0;
  let total = 0;
  let at = 0;
  for (const match of rest.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g)) {
    if (match.index !== at) return undefined;
    total += Number(match[1]) * (UNITS[match[2] ?? ""] ?? 0);
    at += match[0].length;
  }
  if (at === 0 || at !== rest.length) return undefined;
  return sign === "-" ? -total : total;
}

/** Writes milliseconds in Go's form: `5m0s`, `1h0m0s`, `250ms`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms < 1000) return ms === 0 ? "0s" : `${Number(ms.toFixed(3))}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Number(((ms % 60_000) / 1000).toFixed(3));
  return `${hours > 0 ? `${hours}h` : ""}${ms >= 60_000 ? `${minutes}m` : ""}${seconds}s`;
}
