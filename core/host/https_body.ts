import type { ClientRequest, IncomingMessage } from "node:http";
import { JoinError } from "../engine/errors.ts";
import { networkError } from "./network_error.ts";
import type { HttpsRequest } from "./types.ts";

/** Unless the request says otherwise. */
const MAX_BYTES = 4 << 20;

/** A whole body, at most as large as the request allows. */
export async function readBody(
  request: HttpsRequest,
  sent: ClientRequest,
  response: IncomingMessage,
  leftMs: number,
): Promise<string> {
  const limit = request.maxBytes ?? MAX_BYTES;
  const chunks: Uint8Array[] = [];
  let size = 0;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    sent.destroy(new Error("the answer did not end in time"));
  }, leftMs);
  const onAbort = () => sent.destroy(new Error("aborted"));
  request.signal.addEventListener("abort", onAbort, { once: true });
  try {
    for await (const chunk of response) {
      size += chunk.length;
      if (size > limit) {
        sent.destroy();
        throw new JoinError(
          "response-too-large",
          `${new URL(request.url).host} sent more than ${limit >> 10} KiB`,
        );
      }
      chunks.push(chunk);
    }
    if (!response.complete) throw new Error("the answer broke off");
  } catch (error) {
    request.signal.throwIfAborted();
    if (error instanceof JoinError) throw error;
    throw networkError(request, error, late);
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener("abort", onAbort);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  // A mark at the beginning stays: a digest is over all of it.
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(whole);
}

/** Lines as they come; ends when the server ends. */
export async function* readLines(
  request: HttpsRequest,
  response: IncomingMessage,
): AsyncGenerator<string> {
  const limit = request.maxBytes ?? MAX_BYTES;
  const decoder = new TextDecoder();
  let rest = "";
  request.signal.throwIfAborted();
  const onAbort = () => response.destroy();
  request.signal.addEventListener("abort", onAbort, { once: true });
  try {
    for await (const chunk of response) {
      rest += decoder.decode(chunk, { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      yield* lines.filter((line) => line.trim() !== "");
      if (rest.length > limit) {
        throw new JoinError("response-too-large", `A line of ${request.url} is too long`);
      }
    }
  } catch (error) {
    request.signal.throwIfAborted();
    throw error instanceof JoinError ? error : networkError(request, error);
  } finally {
    request.signal.removeEventListener("abort", onAbort);
  }
  request.signal.throwIfAborted();
}
