import { stringify } from "yaml";
import { spellOut } from "../json_line.ts";

/** Values as YAML, a document each, safe to be shown by a terminal. */
export function yamlDocuments(values: readonly unknown[]): string {
  return values.map((value) =>
    `---\n${spellOut(stringify(value, { compat: "yaml-1.1", lineWidth: 0 }))}`
  ).join("");
}
