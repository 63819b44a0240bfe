import type { JoinEvent, Problem } from "../engine/events.ts";
import { renderFile } from "./file_line.ts";
import { hardshipsText } from "./hardships_text.ts";
import { formatSeconds } from "./seconds.ts";

/** What happened and needs no knowledge of what went before. */
type Fact = Exclude<
  JoinEvent,
  { kind: "plan" | "phase-start" | "phase-end" | "waiting" | "waited" }
>;

/** An event as lines. Some are shown only when asked for, but in a dry run what would change always is. */
export function renderFact(event: Fact, verbose: boolean): string[] {
  switch (event.kind) {
    case "check":
      return verbose ? [`  ${event.outcome.padEnd(7)} ${event.check}`] : [];
    case "problem":
      return renderProblem(event);
    case "note":
      return [
        `  ${event.level === "warning" ? "warning: " : ""}${event.text}`,
        ...hintLines(event.hint),
      ];
    case "csr":
      return [
        `  The certificate request waits for approval: ${event.name}`,
        `    key      ${event.keyFingerprint}`,
        `    approve  ${event.approve}`,
      ];
    case "config-source":
      return [
        `  Node ${event.node} waits to be told to follow ConfigMap ${event.configMap}`,
        ...(event.reason === undefined ? [] : [`    because  ${event.reason}`]),
        `    set it   ${event.set}`,
      ];
    case "contender":
      return verbose && event.outcome !== "abandoned"
        ? [`  ${event.server} ${event.outcome}${event.reason ? `: ${event.reason}` : ""}`]
        : [];
    case "plugin":
      return verbose && event.carrier !== "built-in"
        ? [`  plugin ${event.name} ${event.version ?? ""} (${event.path}, sha256 ${event.sha256})`]
        : [];
    case "node":
    case "trust":
      // The end of the phase says it in short.
      return [];
    case "plugin-log":
      return verbose ? [`  ${event.plugin}: ${event.text}`] : [];
    case "request":
      return verbose || event.dryRun ? [renderRequest(event)] : [];
    case "file":
      return verbose || event.dryRun ? renderFile(event) : [];
    case "service":
      return verbose || event.dryRun
        ? [`  ${event.dryRun ? "would " : ""}${event.action} ${event.unit}`]
        : [];
    case "kernel":
      return verbose || event.dryRun ? [renderKernel(event)] : [];
    case "fix":
      return renderFix(event);
    case "hook":
      return renderHook(event, verbose);
    case "hook-log":
      return verbose ? [`  ${event.path}: ${event.text}`] : [];
    case "unseen":
      return event.changes.map((change) => `  ${event.phase} ${change}`);
    case "result":
      return event.ok ? resultLines(event, verbose) : [];
    default:
      event satisfies never;
      return [];
  }
}

function resultLines(
  { summary, hardships }: Extract<Fact, { kind: "result"; ok: true }>,
  verbose: boolean,
): string[] {
  const lived = verbose && hardships !== undefined ? [hardshipsText(hardships)] : [];
  return ["", ...summary.split("\n"), ...lived];
}

/** A finding of a check, in the form that kubeadm has. */
export function renderProblem(problem: Problem): string[] {
  const label = problem.level === "error" ? "ERROR" : "WARNING";
  return [`  [${label} ${problem.check}]: ${problem.text}`, ...hintLines(problem.hint)];
}

const MENDED = {
  mended: "mended",
  shown: "would mend",
  refused: "refused to mend",
  failed: "could not mend",
} as const;

function renderFix({ check, outcome, reason, hint }: Fact & { kind: "fix" }): string[] {
  const why = reason === undefined ? "" : `: ${reason}`;
  return [`  ${MENDED[outcome]} ${check}${why}`, ...hintLines(hint)];
}

function renderHook(
  { place, path, outcome, ms = 0 }: Fact & { kind: "hook" },
  verbose: boolean,
): string[] {
  if (outcome === "shown") return [`  would run ${path} (${place})`];
  if (outcome === "started") return [`  running ${path} (${place})`];
  return verbose || outcome === "failed" ? [`  ${path} ${outcome} in ${formatSeconds(ms)}`] : [];
}

function renderRequest(
  { method, url, status, error, ms, dryRun }: Fact & { kind: "request" },
): string {
  if (dryRun) return `  would send ${method} ${url}`;
  return `  ${method} ${url} → ${status ?? error} in ${formatSeconds(ms)}`;
}

function renderKernel({ action, what, value, dryRun }: Fact & { kind: "kernel" }): string {
  const to = value === undefined ? "" : ` to ${value}`;
  return `  ${dryRun ? "would " : ""}${action} ${what}${to}`;
}

function hintLines(hint: string | undefined): string[] {
  return hint === undefined ? [] : [`    ${hint}`];
}
