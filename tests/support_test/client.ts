import { Buffer } from "node:buffer";
import https from "node:https";
import type { Identity } from "../support/pki.ts";

export interface ClientOptions {
  method?: string;
  token?: string;
  identity?: Identity;
  /** PEM; without it the server's certificate is not checked. */
  caPem?: string;
  body?: unknown;
  contentType?: string;
  signal?: AbortSignal;
  /** Called with every line as it comes. */
  onLine?: (line: string) => unknown;
}

export interface ClientAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The body as JSON; `undefined` when it is none. */
  json: unknown;
}

/** One request over a connection of its own. */
export function send(url: string, options: ClientOptions = {}): Promise<ClientAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ClientAnswer>();
  const request = https.request(url, {
    method: options.method ?? "GET",
    agent: false,
    headers: {
      "user-agent": "support-test",
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.body === undefined
        ? {}
        : { "content-type": options.contentType ?? "application/json" }),
    },
    ...(options.identity === undefined
      ? {}
      : { cert: options.identity.certificatePem, key: options.identity.keyPem }),
    ...(options.caPem === undefined ? { rejectUnauthorized: false } : { ca: options.caPem }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }, (response) => {
    const chunks: Uint8Array[] = [];
    let line = "";
    response.on("data", (chunk: Uint8Array) => {
      chunks.push(chunk);
      if (!options.onLine) return;
      const lines = (line + new TextDecoder().decode(chunk)).split("\n");
      line = lines.pop() ?? "";
      lines.forEach(options.onLine);
    });
    response.on("error", reject);
    response.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text,
        json: parsed(text),
      });
    });
  });
  request.on("error", reject);
  request.end(options.body === undefined ? undefined : JSON.stringify(options.body));
  return promise;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A member deep inside untyped JSON, by its path. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}
