import type { FileChange } from "../engine/events.ts";

const VERB: Readonly<Record<FileChange["action"], [string, string]>> = {
  create: ["wrote", "would write"],
  replace: ["replaced", "would replace"],
  keep: ["left as it is", "would leave as it is"],
  remove: ["removed", "would remove"],
  link: ["linked", "would link"],
  directory: ["made directory", "would make directory"],
};

/** A change to a file as lines: what, where, its mode; and the diff that a dry run shows. */
export function renderFile(change: FileChange & { dryRun?: boolean }): string[] {
  const verb = VERB[change.action][change.dryRun ? 1 : 0];
  const mode = change.mode === undefined ? "" : ` (${change.mode.toString(8).padStart(4, "0")})`;
  const target = change.target === undefined ? "" : ` → ${change.target}`;
  const diff = change.diff === undefined
    ? []
    : change.diff.trimEnd().split("\n").map((line) => `    ${line}`);
  return [`  ${verb} ${change.path}${mode}${target}`, ...diff];
}
