import { isRecord } from "./reading.ts";
import { refuse } from "./status.ts";

export const patchTypes = [
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
] as const;

/** Lists of a Node whose entries a strategic patch merges, by this key; all other lists are replaced. */
const mergeKeys: Record<string, string> = {
  conditions: "type",
  addresses: "type",
  taints: "key",
};

/** Applies a patch of one of the two known types and returns the result. Throws 415 for another type. */
export function patched(
  target: Record<string, unknown>,
  patch: Record<string, unknown>,
  contentType: string,
): Record<string, unknown> {
  const type = patchTypes.find((known) => contentType.startsWith(known));
  if (type === undefined) throw refuse.unsupportedMediaType(patchTypes);
  return merge(target, patch, type === "application/strategic-merge-patch+json");
}

function merge(
  target: Record<string, unknown>,
  patch: Record<string, unknown>,
  strategic: boolean,
): Record<string, unknown> {
  const result = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (strategic && key.startsWith("$")) continue;
    const before = result[key];
    if (value === null) {
      delete result[key];
    } else if (isRecord(value)) {
      result[key] = merge(isRecord(before) ? before : {}, value, strategic);
    } else if (strategic && Array.isArray(value) && Array.isArray(before) && key in mergeKeys) {
      result[key] = mergeList(before, value, mergeKeys[key] ?? "");
    } else {
      result[key] = value;
    }
  }
  return result;
}

function mergeList(before: unknown[], patch: unknown[], key: string): unknown[] {
  const result = [...before];
  for (const item of patch) {
    const index = result.findIndex((other) =>
      isRecord(other) && isRecord(item) && other[key] === item[key]
    );
    const other = result[index];
    if (isRecord(other) && isRecord(item)) result[index] = merge(other, item, true);
    else result.push(item);
  }
  return result;
}
