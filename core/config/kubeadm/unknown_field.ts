import { nearest } from "../../engine/nearest.ts";
import { type Field, isIn, type Use } from "./field.ts";
import { FIELDS, fieldsOf } from "./fields.ts";
import type { Version } from "./versions.ts";

/** What to say about a field that this version does not have. */
export function unknownField(path: string, version: Version): string {
  const elsewhere = FIELDS.find((field) =>
    !isIn(field, version) && (field.path === path || field.path.startsWith(`${path}.`))
  );
  if (elsewhere !== undefined) {
    const same = fieldsOf(version).find(({ use }) => isSame(use, elsewhere.use));
    const here = same === undefined ? "" : `: here it is "${same.path}"`;
    return `unknown in ${version}, ${known(elsewhere)}${here}`;
  }
  const prefix = path.slice(0, path.lastIndexOf(".") + 1);
  const word = path.slice(prefix.length);
  const near = nearest(word, namesUnder(prefix, version));
  if (near !== undefined) return `unknown field, did you mean "${near}"?`;
  const other = FIELDS.find((field) => lastName(field.path) === word) ??
    nearestOfOthers(path, prefix, version);
  if (other === undefined) return "unknown field";
  const note = isIn(other, version) ? "" : ` (${known(other)})`;
  return `unknown field, did you mean "${other.path}"${note}?`;
}

/** The names that may stand under a prefix that ends with a dot, or is empty. */
function namesUnder(prefix: string, version: Version): string[] {
  const inner = fieldsOf(version).filter(({ path }) => path.startsWith(prefix))
    .map(({ path }) => path.slice(prefix.length).split(".")[0] ?? "");
  return [...new Set(inner)];
}

/** A slip in the name of a field that only another version has. */
function nearestOfOthers(path: string, prefix: string, version: Version): Field | undefined {
  const others = FIELDS.filter((field) => !isIn(field, version) && field.path.startsWith(prefix));
  const near = nearest(path, others.map((field) => field.path));
  return others.find((field) => field.path === near);
}

/** Whether two fields mean one thing for a join. */
function isSame(a: Use, b: Use): boolean {
  return (a.kind === "flag" && b.kind === "flag" && a.flag === b.flag) ||
    (a.kind === "timeout" && b.kind === "timeout" && a.name === b.name);
}

function known({ since, until }: Field): string {
  if (until === undefined) return `known since ${since}`;
  return since === until ? `known in ${since} only` : `known from ${since} to ${until}`;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}
