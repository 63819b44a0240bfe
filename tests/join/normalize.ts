import type { Placeholders } from "./placeholders.ts";

/** Texts with a known meaning in this run; those that are part of others come later. */
const KNOWN = ["CA_DATA", "OTHER_CA_DATA", "CA", "OTHER_CA", "PIN", "OTHER_PIN", "ROOT", "SERVER"];

/** What is different each time. */
const VOLATILE: readonly [RegExp, string][] = [
  [
    /-----BEGIN ([A-Z ]+)-----[^-]*-----END \1-----\n?/g,
    "${$1}\n",
  ],
  [/node-csr-[-\w]{43}/g, "node-csr-${HASH}"],
  [/SHA256:([0-9a-f]{2}:){31}[0-9a-f]{2}/g, "${FINGERPRINT}"],
  [/\b[0-9a-f]{64}\b/g, "${SHA256}"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "${TIME}"],
  [/\d{4}-\d\d-\d\d(-\d\d-\d\d-\d\d)?/g, "${DATE}"],
  [/\b\d+\.\d\ds\b/g, "${SECONDS}"],
  [/^healthzPort: \d{4,}$/gm, "healthzPort: ${HEALTHZ_PORT}"],
  [/(?<=\/\/127\.0\.0\.1:)\d+(?=\/healthz)/g, "${HEALTHZ_PORT}"],
];

/** A text with a word in the place of whatever differs from run to run. */
export function normalize(text: string, placeholders: Placeholders): string {
  let normal = text;
  for (const name of [...KNOWN, "ENDPOINT"]) {
    const value = placeholders[name]?.trimEnd();
    if (value !== undefined) normal = normal.replaceAll(value, () => `\${${name}}`);
  }
  for (const [pattern, word] of VOLATILE) normal = normal.replace(pattern, word);
  return normal;
}

/**
 * What stays on the screen in the end, as a person sees it: without lines that were drawn over, and without
 * what depends on the speed of this machine alone.
 */
export function normalizeOutput(
  { stdout, stderr }: { stdout: string; stderr: string },
  placeholders: Placeholders,
): string {
  const lines = `${visible(stdout)}${stderr === "" ? "" : `--- stderr\n${visible(stderr)}`}`
    .split("\n").filter((line) => !/waiting for (the kubelet|Node|the API server) /.test(line));
  return sortEnds(normalize(lines.join("\n"), placeholders).split("\n")).join("\n");
}

/** Each line begins behind the last of its erasures. */
function visible(text: string): string {
  return text.split("\n").map((line) => line.split("\r\x1b[2K").at(-1)).join("\n");
}

/** Two phases that run side by side end in any order: here, in that of their names. */
function sortEnds(lines: readonly string[]): string[] {
  const sorted = [...lines];
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1] ?? "";
    if (!isEndOf("preflight", line) && !isEndOf("discovery", line)) continue;
    if (!isEndOf("preflight", next) && !isEndOf("discovery", next)) continue;
    sorted.splice(index, 2, ...[line, next].sort());
  }
  return sorted;
}

function isEndOf(phase: string, line: string): boolean {
  return new RegExp(`^(\\[|. )${phase}\\b.*\\$\\{SECONDS\\}`).test(line);
}
