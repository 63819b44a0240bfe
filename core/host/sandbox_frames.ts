import type { PluginAnswer } from "./types.ts";

/** What comes from the process of a module, one a line, behind the number that we have given it. */
export type PluginFrame = PluginAnswer | ReadRequest;

/** The module asks for a file. */
export interface ReadRequest {
  readonly kind: "read";
  /** The module's own, to tell its requests apart. */
  readonly id: number;
  readonly path: string;
}

/** The file's text, or an error for the module, by the name that it has among Deno's. */
export type ReadReply =
  | { readonly text: string }
  | {
    readonly error: "NotCapable" | "NotFound" | "Error";
    readonly message: string;
    readonly hint?: string | undefined;
  };

/** What the process of a module is told, beside its questions. */
export type ReadAnswer = ReadReply & Pick<ReadRequest, "kind" | "id">;

/** From a foreign hand: every part may be anything. */
export function isReadRequest(value: unknown): value is ReadRequest {
  const { kind, id, path } = Object(value);
  return kind === "read" && Number.isSafeInteger(id) && typeof path === "string";
}
