import { bytesOf, readFields, textOf } from "./protobuf.ts";

/** What a runtime says of its own state: that of pods' networks is not in it, they come after the join. */
export type RuntimeState =
  | { readonly kind: "ready" }
  | { readonly kind: "not-ready"; readonly because: string }
  /** It does not answer the call. */
  | { readonly kind: "untold"; readonly status: number | undefined };

/**
 * Reads what came of CRI's Status: an answer, or undefined if none came.
 *
 * @see CRI v1, message StatusResponse
 */
export function readRuntimeState(
  reply: { readonly status: number; readonly message: Uint8Array } | undefined,
): RuntimeState {
  if (reply?.status !== 0) return { kind: "untold", status: reply?.status };
  for (const { number, value } of readFields(bytesOf(reply.message, 1) ?? new Uint8Array())) {
    if (number !== 1 || !(value instanceof Uint8Array)) continue;
    if (textOf(value, 1) !== "RuntimeReady") continue;
    // False is not sent.
    if (readFields(value).some((field) => field.number === 2 && field.value === 1)) continue;
    const because = [textOf(value, 3), textOf(value, 4)].filter((text) => text !== "");
    return { kind: "not-ready", because: because.join(": ") || "it does not say why" };
  }
  return { kind: "ready" };
}
