/** An API server to ask, real or not. */
export interface Target {
  /** `https://host:port` */
  url: string;
  caPem: string;
  /** A bootstrap token that is good for all. */
  token: string;
}

export type Identity = { certificatePem: string; keyPem: string };

export interface Asked {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  token?: string | undefined;
  identity?: Identity | undefined;
  body?: unknown;
}

export interface Answer {
  status: number;
  json: unknown;
}

/** Sends one request; of a watch only the first event is read. */
export async function ask(target: Target, asked: Asked): Promise<Answer> {
  const { method, path, token, identity, body } = asked;
  using client = Deno.createHttpClient({
    caCerts: [target.caPem],
    ...(identity === undefined ? {} : { cert: identity.certificatePem, key: identity.keyPem }),
  });
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const response = await fetch(target.url + path, {
    client,
    method,
    headers: {
      accept: "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": type }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = path.includes("watch=true") && response.status === 200
    ? await firstLine(response)
    : await response.text();
  return { status: response.status, json: parsed(text) };
}

async function firstLine(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes("\n")) break; // leaving the loop ends the watch
  }
  return text.split("\n")[0] ?? "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
