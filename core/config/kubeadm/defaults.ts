import type { Field } from "./field.ts";
import { fieldsOf } from "./fields.ts";
import { GROUP, type Version } from "./versions.ts";

/** Where the line for editors expects the schema: beside the file. */
export function schemaFileName(version: Version): string {
  return `joinconfiguration-${version}.json`;
}

/**
 * A JoinConfiguration with every field that concerns a worker: defaults, samples where there is none, and as a
 * comment what is better left out.
 */
export function defaultsOf(version: Version): string {
  const schema = schemaFileName(version);
  const fields = fieldsOf(version).filter(({ use, shown }) =>
    use.kind === "flag" || use.kind === "timeout" || shown !== undefined
  );
  return [
    `# yaml-language-server: $schema=${schema}`,
    `# Made by \`kubeworker config schema ${version} > ${schema}\`.`,
    `apiVersion: ${GROUP}/${version}`,
    "kind: JoinConfiguration",
    ...linesUnder("", fields),
    "",
  ].join("\n");
}

/** The fields below a prefix, which ends with a dot or is empty. */
function linesUnder(prefix: string, fields: readonly Field[]): string[] {
  const inner = fields.filter(({ path }) => path.startsWith(prefix));
  const names = new Set(inner.map(({ path }) => path.slice(prefix.length).split(".")[0] ?? ""));
  const indent = "  ".repeat(prefix.split(".").length - 1);
  return [...names].flatMap((name) => {
    const path = prefix + name;
    const below = inner.filter((field) => field.path.startsWith(`${path}.`));
    if (below.length > 0) {
      const whole = [`${indent}${name}:`, ...linesUnder(`${path}.`, inner)];
      // A mapping of comments alone would be a null.
      return below.some(({ shown }) => shown !== undefined)
        ? whole
        : whole.map((line) =>
          line.replace(/^( *)(?:# )?/, (_, space) => `${indent}# ${space.slice(indent.length)}`)
        );
    }
    const field = inner.find((candidate) => candidate.path === path);
    if (field === undefined) return [];
    const { shown, means } = field;
    return shown === undefined
      ? [`${indent}# ${name}: ${means}`]
      : [`${indent}# ${means}`, `${indent}${name}: ${written(shown)}`];
  });
}

/** As YAML: the texts of the table need no quotes. */
function written(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(String).join(", ")}]` : String(value);
}
