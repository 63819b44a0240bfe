import { type Alias, isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode } from "yaml";
import type { Findings, Place } from "./finding.ts";
import type { ScalarNode, SourceEntry, SourceNode } from "./node.ts";

const DEEPEST = 32;
/** Of one document, with every alias counted as often as it is used. */
const MOST_NODES = 20_000;

export interface Conversion {
  readonly findings: Findings;
  placeOf(offset: number): Place;
}

/** Turns a document of the parser into ours; what cannot be turned is a finding. */
export function convert(root: unknown, { findings, placeOf }: Conversion): SourceNode {
  const done = new Map<unknown, { node: SourceNode; size: number }>();
  const anchors = new Map<string, unknown>();
  const open = new Set<unknown>();
  let large = false;

  function atOf(value: unknown): Place {
    const range = Object(value).range;
    return placeOf(Array.isArray(range) ? range[0] : 0);
  }
  function refuse(value: unknown, text: string): { node: SourceNode; size: number } {
    findings.add("invalid", atOf(value), "", text);
    return { node: { kind: "scalar", at: atOf(value), value: null }, size: 1 };
  }
  function sized(node: SourceNode, parts: readonly number[]): { node: SourceNode; size: number } {
    const size = parts.reduce((sum, part) => sum + part, 1);
    if (size <= MOST_NODES) return { node, size };
    // Once is enough; but every one of them is left out, or whoever walks the values would never end.
    if (!large) {
      findings.add("invalid", node.at, "", "it has too many values, with all its aliases");
    }
    large = true;
    return { node: { kind: "scalar", at: node.at, value: null }, size: 1 };
  }
  function visit(value: unknown, depth: number): { node: SourceNode; size: number } {
    if (isAlias(value)) return visitAlias(value, depth);
    if (depth > DEEPEST) return refuse(value, `it is nested more than ${DEEPEST} deep`);
    const anchor: unknown = Object(value).anchor;
    if (typeof anchor === "string") anchors.set(anchor, value);
    open.add(value);
    const turned = turn(value, depth);
    open.delete(value);
    done.set(value, turned);
    return turned;
  }
  function visitAlias(alias: Alias, depth: number): { node: SourceNode; size: number } {
    const target = anchors.get(alias.source);
    if (target === undefined) return refuse(alias, "there is no such anchor (&name) before it");
    if (open.has(target)) return refuse(alias, "this alias is inside of what it stands for");
    return done.get(target) ?? visit(target, depth);
  }
  function turn(value: unknown, depth: number): { node: SourceNode; size: number } {
    const at = atOf(value);
    if (isSeq<ParsedNode>(value)) {
      const items = value.items.map((item) => visit(item, depth + 1));
      const node: SourceNode = { kind: "list", at, items: items.map((item) => item.node) };
      return sized(node, items.map(({ size }) => size));
    }
    if (isMap<ParsedNode>(value)) {
      const { entries, sizes } = turnPairs(value.items, depth);
      return sized({ kind: "mapping", at, entries }, sizes);
    }
    const scalar = plainScalar(value);
    if (scalar === undefined) return refuse(value, "this kind of value has no place here");
    return sized({ kind: "scalar", at, value: scalar.value }, []);
  }
  function turnPairs(pairs: readonly Pair<unknown, unknown>[], depth: number) {
    const own = new Map<string, SourceEntry>();
    const merged = new Map<string, SourceEntry>();
    const sizes: number[] = [];
    for (const pair of pairs) {
      const at = atOf(pair.key);
      const { node, size } = pair.value === null
        ? { node: { kind: "scalar", at, value: null } satisfies ScalarNode, size: 1 }
        : visit(pair.value, depth + 1);
      sizes.push(size);
      if (isMergeKey(pair.key)) {
        const sources = node.kind === "list" ? node.items : [node];
        for (const source of sources) {
          if (source.kind !== "mapping") refuse(pair.key, "only a mapping can be merged by `<<`");
          else for (const entry of source.entries) addFirst(merged, entry);
        }
        continue;
      }
      const key = isScalar(pair.key) ? pair.key.source ?? String(pair.key.value) : undefined;
      if (key === undefined) {
        refuse(pair.key, "a key has to be a text");
        continue;
      }
      const twin = own.get(key);
      if (twin !== undefined) {
        findings.add("invalid", at, key, `given twice, first in line ${twin.at.line}`);
      }
      addFirst(own, { key, at, value: node });
    }
    for (const entry of merged.values()) addFirst(own, entry);
    return { entries: [...own.values()], sizes };
  }
  return visit(root, 0).node;
}

function addFirst(entries: Map<string, SourceEntry>, entry: SourceEntry): void {
  if (!entries.has(entry.key)) entries.set(entry.key, entry);
}

function isMergeKey(key: unknown): boolean {
  if (!isScalar(key)) return false;
  return (key.type === "PLAIN" && key.source === "<<") || typeof key.value === "symbol";
}

/** Undefined for what JSON has no word for. A date stays the text that it is, as in Kubernetes' tools. */
function plainScalar(value: unknown): Pick<ScalarNode, "value"> | undefined {
  if (value === null || value === undefined) return { value: null };
  if (!isScalar(value)) return undefined;
  const { value: inner, source } = value;
  if (inner instanceof Date) return { value: source ?? "" };
  if (inner === null) return { value: null };
  switch (typeof inner) {
    case "string":
    case "number":
    case "boolean":
      return { value: inner };
    default:
      return undefined;
  }
}
