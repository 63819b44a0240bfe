import { isList, isObject, type Json } from "./json.ts";

/** Why an operation cannot be done. Whoever knows the operation says where it stands. */
export class PatchFailure extends Error {
  override readonly name = "PatchFailure";
}

/**
 * The keys of a JSON pointer.
 *
 * @returns undefined if it is none
 * @see RFC 6901
 */
export function parsePointer(text: string): string[] | undefined {
  if (text === "") return [];
  if (!text.startsWith("/") || /~(?![01])/.test(text)) return undefined;
  return text.slice(1).split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The value that a pointer names. @throws PatchFailure if there is none */
export function resolve(document: Json, keys: readonly string[]): Json {
  return keys.reduce<Json>((value, key, depth) => {
    if (isList(value)) {
      return value[indexOf(key, value.length - 1, keys.slice(0, depth))] ?? null;
    }
    const found = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    if (found === undefined) {
      throw new PatchFailure(`there is no ${show(keys.slice(0, depth + 1))}`);
    }
    return found;
  }, document);
}

/** What becomes of the value under a key: another value, or undefined to take it out. */
export type Edit = (parent: Json, key: string) => Json;

/**
 * The document with the parent of a pointer's last key edited. All else of it is what it was.
 *
 * @throws PatchFailure if there is no such parent
 */
export function editParent(document: Json, keys: readonly string[], edit: Edit): Json {
  const parents = keys.slice(0, -1);
  const values = parents.map((_, depth) => resolve(document, parents.slice(0, depth + 1)));
  const [last = ""] = keys.slice(-1);
  let edited = edit(values.at(-1) ?? document, last);
  for (let depth = parents.length - 1; depth >= 0; depth--) {
    const key = parents[depth] ?? "";
    const parent = depth === 0 ? document : values[depth - 1] ?? null;
    edited = isList(parent)
      ? parent.with(Number(key), edited)
      : Object.fromEntries([...Object.entries(parent ?? {}).filter(([name]) => name !== key), [
        key,
        edited,
      ]]);
  }
  return edited;
}

/** A list's index as the RFC writes it. @throws PatchFailure if it is none, or above `most` */
export function indexOf(key: string, most: number, list: readonly string[]): number {
  if (!/^(0|[1-9]\d{0,8})$/.test(key)) {
    throw new PatchFailure(`${show(list)} is a list, and "${key}" is not an index`);
  }
  const index = Number(key);
  if (index <= most) return index;
  throw new PatchFailure(`${show(list)} has no item ${key}`);
}

export function show(keys: readonly string[]): string {
  const text = keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return JSON.stringify(text);
}
