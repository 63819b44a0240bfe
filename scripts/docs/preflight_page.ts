import { type Era, KUBEADM_ERAS } from "../../phases/preflight/kubeadm_eras.ts";
import { DIFFERENCES } from "../../tests/lab/preflight/differences.ts";
import { table } from "./table.ts";

const PARTS = { eras: erasTable, differences: differencesTable } as const;

/** The page with its tables as the program and the lab's test have them: between marks, and nothing else changed. */
export function preflightPage(page: string): string {
  return Object.entries(PARTS).reduce((text, [name, render]) => {
    const [begin, end] = [
      `<!-- ${name}: made by \`deno task docs\` -->`,
      `<!-- end of ${name} -->`,
    ];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`docs/preflight.md has no marks of "${name}"`);
    return `${text.slice(0, from + begin.length)}\n\n${render()}\n\n${text.slice(to)}`;
  }, page);
}

function erasTable(): string {
  return table(
    ["Check", "Releases of Kubernetes, and how a finding counts"],
    Object.entries(KUBEADM_ERAS).map(([name, eras]) => [
      `\`${name}\``,
      eras.map(describeEra).join("; "),
    ]),
  );
}

function describeEra({ from, to, level, family }: Era): string {
  const span = from === undefined && to === undefined
    ? "all"
    : to === undefined
    ? `1.${from} and later`
    : `${from === undefined ? "up to" : `1.${from} to`} 1.${to}`;
  return `${span}: ${level}${family === undefined ? "" : `, over ${family} only`}`;
}

function differencesTable(): string {
  return table(
    ["Check", "When, and with which Kubernetes", "Ours", "kubeadm's", "Because"],
    DIFFERENCES.map(({ check, when, ours, theirs, because }) => [
      check,
      Object.entries(when).map(([version, names]) => `${version}: ${names.join(", ")}`).join("; "),
      ours,
      theirs,
      because,
    ]),
  );
}
