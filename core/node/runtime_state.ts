import { bytesOf, lengthFields, readFields, textOf } from "./protobuf.ts";

/** What a runtime says of its own state. */
export type RuntimeState =
  /** `network`: why pods have none yet. It often comes after the join, and nothing depends on it. */
  | { readonly kind: "ready"; readonly network: string | undefined }
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
  const conditions = lengthFields(bytesOf(reply.message, 1) ?? new Uint8Array())
    .flatMap(({ number, bytes }) => number === 1 ? [bytes] : []);
  const because = reasonAgainst("RuntimeReady", conditions);
  if (because !== undefined) return { kind: "not-ready", because };
  return { kind: "ready", network: reasonAgainst("NetworkReady", conditions) };
}

/** Why a condition does not hold; undefined if it does, or is not there. */
function reasonAgainst(type: string, conditions: readonly Uint8Array[]): string | undefined {
  const condition = conditions.find((candidate) => textOf(candidate, 1) === type);
  if (condition === undefined) return undefined;
  // False is not sent.
  if (readFields(condition).some(({ number, value }) => number === 2 && value === 1)) {
    return undefined;
  }
  const because = [textOf(condition, 3), textOf(condition, 4)].filter((text) => text !== "");
  return because.join(": ") || "it does not say why";
}
