import { isList, isObject, isSame, type Json, type JsonObject, valueOf } from "./json.ts";
import { PatchFailure } from "./json_pointer.ts";

const ORDER = "$setElementOrder/";
const DELETE_FROM = "$deleteFromPrimitiveList/";
const DIRECTIVES = ["$patch", "$retainKeys"];

/**
 * A strategic merge patch of a KubeletConfiguration. No list of it has a merge key or strategy of its own, nor
 * has one of the types in it: a list stands for the one that was there, as everywhere where Kubernetes says
 * nothing else. What is left are mappings, nulls, and the patch's directives.
 *
 * @throws PatchFailure for a directive of the wrong form
 * @see https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export function strategicPatch(original: JsonObject, patch: JsonObject): JsonObject {
  const directive = valueOf(patch, "$patch");
  if (directive === "replace") return without(patch, ["$patch"]);
  if (directive === "delete") return {};
  if (directive !== undefined) {
    const is = JSON.stringify(directive);
    throw new PatchFailure(`"$patch" is ${is}: it can be "replace" or "delete"`);
  }
  const merged = new Map(Object.entries(retain(original, patch)));
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(DELETE_FROM)) {
      const [name, list] = [
        key.slice(DELETE_FROM.length),
        merged.get(key.slice(DELETE_FROM.length)),
      ];
      const gone = listOf(key, value);
      if (isList(list)) merged.set(name, list.filter((item) => !has(gone, item)));
    }
  }
  for (const [key, value] of Object.entries(patch)) {
    if (isDirective(key)) continue;
    const before = merged.get(key);
    if (value === null) merged.delete(key);
    else if (isObject(value) && isObject(before)) merged.set(key, strategicPatch(before, value));
    else merged.set(key, bare(value));
  }
  for (const [key, value] of Object.entries(patch)) {
    if (!key.startsWith(ORDER)) continue;
    const name = key.slice(ORDER.length);
    const [list, before] = [merged.get(name), valueOf(original, name)];
    if (isList(list)) {
      merged.set(name, inOrder(list, listOf(key, value), isList(before) ? before : []));
    }
  }
  return Object.fromEntries(merged);
}

/** `$retainKeys` names all keys that may be there afterwards. */
function retain(original: JsonObject, patch: JsonObject): JsonObject {
  const value = valueOf(patch, "$retainKeys");
  if (value === undefined) return original;
  const kept = listOf("$retainKeys", value);
  const stray = Object.entries(patch).find(([key, is]) =>
    is !== null && !isDirective(key) && !kept.includes(key)
  );
  if (stray !== undefined) {
    throw new PatchFailure(`"${stray[0]}" is not among the "$retainKeys" beside it`);
  }
  return without(original, Object.keys(original).filter((key) => !kept.includes(key)));
}

/**
 * Items that the order names, in that order; the others stay before those of them that they were before.
 */
function inOrder(
  list: readonly Json[],
  order: readonly Json[],
  before: readonly Json[],
): Json[] {
  function place(items: readonly Json[], item: Json | undefined): number {
    return items.findIndex((other) => isSame(other, item));
  }
  const named = list.filter((item) => has(order, item))
    .toSorted((a, b) => place(order, a) - place(order, b));
  const others = list.filter((item) => !has(order, item));
  const sorted: Json[] = [];
  while (named.length > 0 || others.length > 0) {
    const [mine, theirs] = [place(before, others[0]), place(before, named[0])];
    const first = named.length === 0 || (others.length > 0 && mine >= 0 && mine < theirs);
    const next = (first ? others : named).shift();
    if (next !== undefined) sorted.push(next);
  }
  return sorted;
}

/** A value that nothing is merged with, without nulls and directives. */
function bare(value: Json): Json {
  if (isList(value)) {
    return value.filter((item) => !(isObject(item) && valueOf(item, "$patch") !== undefined));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key, is]) => is !== null && !isDirective(key))
      .map(([key, is]) => [key, bare(is)]),
  );
}

function isDirective(key: string): boolean {
  return DIRECTIVES.includes(key) || key.startsWith(ORDER) || key.startsWith(DELETE_FROM);
}

function listOf(key: string, value: Json): readonly Json[] {
  if (isList(value)) return value;
  throw new PatchFailure(`"${key}" has to be a list`);
}

function has(list: readonly Json[], item: Json): boolean {
  return list.some((other) => isSame(other, item));
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
