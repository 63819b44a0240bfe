import type { JsonObject } from "./json.ts";
import type { JsonOperation } from "./json_patch.ts";

/** A patch of the kubelet's configuration, as it was read. */
export type KubeletPatch =
  & {
    /** Where it is from, as in `DIRECTORY/FILE:LINE`. */
    readonly source: string;
  }
  & (
    | { readonly type: "strategic" | "merge"; readonly value: JsonObject }
    | {
      readonly type: "json";
      readonly operations: readonly (JsonOperation & {
        /** Where the operation stands. */
        readonly source: string;
      })[];
    }
  );
