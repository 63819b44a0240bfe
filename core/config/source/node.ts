import type { Place } from "./finding.ts";

/** A value of a configuration file, with its place. Aliases and merge keys are resolved. */
export type SourceNode = MappingNode | ListNode | ScalarNode;

export interface MappingNode {
  readonly kind: "mapping";
  readonly at: Place;
  /** In the order of the text; each key once. */
  readonly entries: readonly SourceEntry[];
}

export interface SourceEntry {
  readonly key: string;
  /** Of the key. */
  readonly at: Place;
  readonly value: SourceNode;
}

export interface ListNode {
  readonly kind: "list";
  readonly at: Place;
  readonly items: readonly SourceNode[];
}

export interface ScalarNode {
  readonly kind: "scalar";
  readonly at: Place;
  readonly value: string | number | boolean | null;
}

/** The value under a key of a mapping. */
export function entryOf(node: SourceNode | undefined, key: string): SourceEntry | undefined {
  return node?.kind === "mapping" ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** Whether it says nothing: a null is as good as a field left out. */
export function isNull(node: SourceNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** What kind of value it is, for messages: never the value itself, which may be a secret. */
export function kindOf(node: SourceNode): string {
  if (node.kind !== "scalar") return `a ${node.kind}`;
  const { value } = node;
  if (value === null) return "nothing";
  return { string: "a text", number: "a number", boolean: "a boolean" }[
    typeof value as "string" | "number" | "boolean"
  ];
}

/** The value without places, as a parser of YAML gives it. */
export function plainValue(node: SourceNode): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(plainValue);
    case "mapping":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]));
    default:
      return node satisfies never;
  }
}
