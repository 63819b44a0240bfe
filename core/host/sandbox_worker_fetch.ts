/** An answer as the contract gives it to a plugin. */
export interface FetchedText {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * Fetches a text of at most 1 MiB. Its errors say why, without the query of a URL, which may be a secret.
 *
 * Becomes a text: it may use nothing that is outside it.
 */
export async function fetchText(
  url: string,
  init: RequestInit,
  until: AbortSignal,
): Promise<FetchedText> {
  const MOST_BYTES = 1 << 20;
  const own = init.signal;
  const signal = own ? AbortSignal.any([until, own]) : until;

  function withoutQueries(text: string): string {
    return text.replace(/\/\/[^\s/?#"'<>]*@/g, "//…@")
      .replace(/([a-z]+:\/\/[^\s?#"'<>]*)[?#](?:[^\s"'<>]*[^\s"'<>:),.;])?/gi, "$1?…");
  }
  function whyOf(error: unknown): string {
    const { message = String(error), cause } = Object(error);
    if (cause !== undefined && cause !== null) return whyOf(cause);
    return String(message).replace(/^error sending request for url \(.*?\): (?=\w)/, "");
  }
  async function readAll(response: Response): Promise<string> {
    if (response.body === null) return "";
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let size = 0;
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      size += value.length;
      if (size > MOST_BYTES) {
        await reader.cancel().catch(() => {});
        throw new Error("the answer has more than 1 MiB");
      }
      text += decoder.decode(value, { stream: true });
    }
  }

  try {
    const response = await fetch(url, { ...init, signal });
    const { status, headers } = response;
    return { status, headers: Object.fromEntries(headers), text: await readAll(response) };
  } catch (error) {
    if (signal.aborted || error instanceof Deno.errors.NotCapable) throw error;
    throw new TypeError(withoutQueries(`Cannot fetch ${url}: ${whyOf(error)}`));
  }
}
