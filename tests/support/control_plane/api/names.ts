import type { ObjectStore } from "./object_store.ts";

const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** A name made from `generateName`, with the five characters that the API server adds. */
export function suffixed(generateName: string): string {
  const random = crypto.getRandomValues(new Uint8Array(5));
  return generateName + [...random].map((byte) => alphabet[byte % alphabet.length]).join("");
}

/** The list of all objects, or of the one that a field selector names. */
export function listOf(
  store: ObjectStore,
  type: { kind: string; apiVersion: string },
  name?: string,
): Record<string, unknown> {
  return {
    ...type,
    metadata: { resourceVersion: String(store.revision) },
    items: store.list().filter((object) => name === undefined || object.metadata.name === name),
  };
}
