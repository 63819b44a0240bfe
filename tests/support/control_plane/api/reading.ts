import type { Call } from "./call.ts";
import { refuse } from "./status.ts";

/** The request's JSON body. */
export function bodyOf(call: Call): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(call.body);
    if (isRecord(body)) return body;
  } catch {
    // Said below, for both.
  }
  throw refuse.badRequest(
    "the object provided is unrecognized (must be of type JSON): couldn't get version/kind; json parse error",
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The name in `fieldSelector=metadata.name=X`, the only selector that is understood. */
export function selectedName(call: Call): string | undefined {
  const selector = call.query.get("fieldSelector");
  if (selector === null || selector === "") return undefined;
  const name = /^metadata\.name==?([^,]+)$/.exec(selector)?.[1];
  if (name === undefined) {
    throw refuse.badRequest(`field label not supported: ${selector}`);
  }
  return name;
}
