import { rfc3339, type StoredToken } from "../../kube/bootstrap_token_secret.ts";
import { wrap } from "../inspect/layout.ts";
import { printable } from "../redact.ts";
import { isExpired } from "./token_output.ts";

export interface TableOptions {
  readonly withSecrets: boolean;
  readonly now: Date;
  /** Of the terminal; `Infinity` for none. */
  readonly columns: number;
}

const NONE = "-";
const SHORT = ["TOKEN", "TTL", "EXPIRES", "USAGES"] as const;
const LONG = ["DESCRIPTION", "FOR-NODE", "EXTRA GROUPS"] as const;

/** Tokens as a table. Where it is too wide, the last columns become lines below each token. */
export function tokenTable(tokens: readonly StoredToken[], options: TableOptions): string[] {
  const rows = tokens.map((token) => rowOf(token, options));
  const whole = layOut([[...SHORT, ...LONG], ...rows]);
  if (whole.every((line) => line.length <= options.columns)) return whole;
  const [header = "", ...lines] = layOut([
    [...SHORT],
    ...rows.map((row) => row.slice(0, SHORT.length)),
  ]);
  return [
    header,
    ...lines.flatMap((line, index) => [
      line,
      ...(rows[index] ?? []).slice(SHORT.length).flatMap((value, at) =>
        value === NONE ? [] : below(LONG[at] ?? "", value, options.columns)
      ),
    ]),
  ];
}

/** What is left until a time, in its two largest units, as in `23h59m`. */
export function timeLeft(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const units = [["d", 86_400], ["h", 3600], ["m", 60], ["s", 1]] as const;
  const largest = units.findIndex(([, length]) => seconds >= length);
  if (largest < 0) return "0s";
  return units.slice(largest, largest + 2).flatMap(([unit, length], index) => {
    const before = units[largest + index - 1]?.[1] ?? Infinity;
    const count = Math.floor((index === 0 ? seconds : seconds % before) / length);
    return count === 0 ? [] : [`${count}${unit}`];
  }).join("");
}

function rowOf(token: StoredToken, { withSecrets, now }: TableOptions): string[] {
  const { id, bearer, expires, usages, groups, description, forNode } = token;
  const ttl = expires === undefined
    ? "forever"
    : isExpired(token, now)
    ? "expired"
    : timeLeft(expires.getTime() - now.getTime());
  return [
    withSecrets ? bearer.reveal() : `${id}.…`,
    ttl,
    expires === undefined ? "never" : rfc3339(expires),
    ...[usages.join(","), description, forNode ?? "", groups.join(",")].map((value) =>
      value === "" ? NONE : printable(value.replaceAll("\t", " "))
    ),
  ];
}

function layOut(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  return rows.map((row) =>
    row.map((value, column) => value.padEnd(widths[column] ?? 0)).join("  ").trimEnd()
  );
}

function below(label: string, value: string, columns: number): string[] {
  const margin = "    ";
  const name = `${label.toLowerCase()}: `;
  const [first = "", ...rest] = wrap(value, columns - margin.length - name.length);
  return [
    `${margin}${name}${first}`,
    ...rest.map((line) => `${margin}${" ".repeat(name.length)}${line}`),
  ];
}
