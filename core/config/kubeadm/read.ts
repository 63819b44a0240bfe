import type { Findings, Place } from "../source/finding.ts";
import { isNull, kindOf, type SourceEntry, type SourceNode } from "../source/node.ts";
import type { Field } from "./field.ts";
import { fieldsOf } from "./fields.ts";
import { TYPES } from "./types.ts";
import { unknownField } from "./unknown_field.ts";
import type { Version } from "./versions.ts";

/** A JoinConfiguration as it was written: what each field has, and where. */
export interface JoinDocument {
  readonly version: Version;
  /** Of the document. */
  readonly at: Place;
  /** By their paths. What is null or of the wrong form is not there; objects are there as `{}`. */
  readonly values: ReadonlyMap<string, FieldValue>;
  /** Paths whose values are of the wrong form: they are not missing. */
  readonly wrong: ReadonlySet<string>;
}

export interface FieldValue {
  readonly field: Field;
  readonly value: unknown;
  /** Of the value. */
  readonly at: Place;
}

/** Names that every document has. */
const HEAD = ["apiVersion", "kind"];

/** Looking for what was meant takes time: of so many unknown fields nobody means any. */
const MOST_SUGGESTIONS = 50;

/** Reads a JoinConfiguration; unknown fields and values of the wrong form become findings. */
export function readJoinDocument(
  root: SourceNode,
  version: Version,
  findings: Findings,
): JoinDocument {
  const fields = fieldsOf(version);
  const byPath = new Map(fields.map((field) => [field.path, field]));
  const values = new Map<string, FieldValue>();
  const wrong = new Set<string>();
  let unknown = 0;

  function walk(node: SourceNode, prefix: string): void {
    if (isNull(node)) return;
    if (node.kind !== "mapping") {
      const path = prefix.replace(/\.$/, "");
      findings.add("invalid", node.at, path, `expected a mapping, not ${kindOf(node)}`);
      return;
    }
    for (const entry of node.entries) {
      if (prefix === "" && HEAD.includes(entry.key)) continue;
      visit(entry, `${prefix}${entry.key}`);
    }
  }
  function visit({ at, value: node }: SourceEntry, path: string): void {
    const field = byPath.get(path);
    const isParent = fields.some((other) => other.path.startsWith(`${path}.`));
    if (field === undefined && !isParent) {
      const text = unknown++ < MOST_SUGGESTIONS ? unknownField(path, version) : "unknown field";
      findings.add("invalid", at, path, text);
      return;
    }
    if (field !== undefined && !isNull(node)) readValue(field, node);
    if (isParent) walk(node, `${path}.`);
  }
  function readValue(field: Field, node: SourceNode): void {
    const { path, type } = field;
    const value = type === "object"
      ? {}
      : TYPES[type].read(node, (part, text, inner = "") =>
        findings.add("invalid", part.at, path + inner, text));
    if (value === undefined) wrong.add(path);
    else values.set(path, { field, value, at: node.at });
  }
  walk(root, "");
  return { version, at: root.at, values, wrong };
}

/** Whether a value says nothing, as Go's zero values do. */
export function isZero(value: unknown): boolean {
  return value === "" || value === false || value === 0 ||
    (Array.isArray(value) && value.length === 0);
}
