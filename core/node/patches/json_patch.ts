import { isList, isObject, isSame, type Json } from "./json.ts";
import { editParent, indexOf, parsePointer, PatchFailure, resolve, show } from "./json_pointer.ts";

/** One step of a JSON patch. */
export type JsonOperation =
  | { readonly op: "add" | "replace" | "test"; readonly path: string; readonly value: Json }
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "move" | "copy"; readonly path: string; readonly from: string };

/**
 * What is said of a document by one operation. Strictly by the RFC: kubeadm's library also counts a list's
 * items from its end, and lets `replace` add what is not there.
 *
 * @throws PatchFailure
 * @see RFC 6902
 */
export function applyOperation(document: Json, operation: JsonOperation): Json {
  const path = keysOf(operation.path);
  switch (operation.op) {
    case "test":
      if (isSame(resolve(document, path), operation.value)) return document;
      throw new PatchFailure(`${show(path)} is not ${JSON.stringify(operation.value)}`);
    case "add":
      return add(document, path, operation.value);
    case "remove":
      return remove(document, path);
    case "replace":
      resolve(document, path);
      return put(document, path, operation.value);
    case "copy":
      return add(document, path, resolve(document, keysOf(operation.from)));
    case "move": {
      const from = keysOf(operation.from);
      const value = resolve(document, from);
      if (from.length < path.length && isSame(from, path.slice(0, from.length))) {
        throw new PatchFailure(`${show(from)} cannot be moved into itself`);
      }
      return isSame(from, path) ? document : add(remove(document, from), path, value);
    }
    default:
      operation satisfies never;
      throw new TypeError("no such operation");
  }
}

function keysOf(pointer: string): string[] {
  const keys = parsePointer(pointer);
  if (keys === undefined) {
    throw new PatchFailure(`${JSON.stringify(pointer)} is not a JSON pointer`);
  }
  return keys;
}

function add(document: Json, path: readonly string[], value: Json): Json {
  if (path.length === 0) return value;
  return editParent(document, path, (parent, key) => {
    if (!isList(parent)) return withKey(parent, key, value, path);
    const index = key === "-" ? parent.length : indexOf(key, parent.length, path.slice(0, -1));
    return parent.toSpliced(index, 0, value);
  });
}

function put(document: Json, path: readonly string[], value: Json): Json {
  if (path.length === 0) return value;
  return editParent(
    document,
    path,
    (parent, key) =>
      isList(parent) ? parent.with(Number(key), value) : withKey(parent, key, value, path),
  );
}

function remove(document: Json, path: readonly string[]): Json {
  resolve(document, path);
  if (path.length === 0) throw new PatchFailure("the whole document cannot be removed");
  return editParent(
    document,
    path,
    (parent, key) =>
      isList(parent)
        ? parent.toSpliced(Number(key), 1)
        : Object.fromEntries(Object.entries(parent ?? {}).filter(([name]) => name !== key)),
  );
}

/** In its place where there is one already, else behind the others. */
function withKey(parent: Json, key: string, value: Json, path: readonly string[]): Json {
  if (!isObject(parent)) {
    throw new PatchFailure(`${show(path.slice(0, -1))} is neither a mapping nor a list`);
  }
  return Object.fromEntries(new Map([...Object.entries(parent), [key, value]]));
}
