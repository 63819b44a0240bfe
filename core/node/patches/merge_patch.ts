import { isObject, type Json, type JsonObject, valueOf } from "./json.ts";

/**
 * A JSON merge patch: mappings are merged, a null takes a key out, everything else stands for what was there.
 *
 * @see RFC 7386
 */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const before: JsonObject = isObject(target) ? target : {};
  const merged = new Map(Object.entries(before));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(valueOf(before, key), value));
  }
  // Of entries: a key `__proto__` is a key like others.
  return Object.fromEntries(merged);
}
