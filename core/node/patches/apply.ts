import { JoinError } from "../../engine/errors.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import { applyOperation } from "./json_patch.ts";
import { PatchFailure } from "./json_pointer.ts";
import { mergePatch } from "./merge_patch.ts";
import type { KubeletPatch } from "./patch.ts";
import { strategicPatch } from "./strategic_patch.ts";

/** What says what a document is: a patch that changes it would leave the kubelet nothing that it can read. */
const HEAD = ["apiVersion", "kind"];

/**
 * The configuration with all patches applied, one after the other.
 *
 * @throws JoinError `patch-failed`
 */
export function applyPatches(
  configuration: JsonObject,
  patches: readonly KubeletPatch[],
): JsonObject {
  return patches.reduce<JsonObject>((before, patch) => {
    const after = applyPatch(before, patch);
    if (!isObject(after)) throw failed(patch.source, "nothing of the configuration is left");
    const changed = HEAD.find((key) => after[key] !== before[key]);
    if (changed === undefined) return after;
    throw failed(patch.source, `it changes "${changed}"`);
  }, configuration);
}

function applyPatch(before: JsonObject, patch: KubeletPatch): Json {
  if (patch.type !== "json") {
    return at(
      patch.source,
      () =>
        patch.type === "merge"
          ? mergePatch(before, patch.value)
          : strategicPatch(before, patch.value),
    );
  }
  return patch.operations.reduce<Json>((document, operation, index) => {
    const what = `operation ${index} ("${operation.op}"): `;
    return at(operation.source, () => applyOperation(document, operation), what);
  }, before);
}

function at(source: string, apply: () => Json, what = ""): Json {
  try {
    return apply();
  } catch (cause) {
    if (cause instanceof PatchFailure) throw failed(source, what + cause.message);
    throw cause;
  }
}

function failed(source: string, why: string): JoinError {
  return new JoinError("patch-failed", `Cannot apply the patch ${source}: ${why}`);
}
