import type { Socket } from "node:net";
import { JoinError } from "../engine/errors.ts";
import type { Proxy } from "./types.ts";
import { loadInTurn } from "./load_in_turn.ts";

const CONNECT_MS = 10_000;
/** More than this before the end of a head is not an answer to CONNECT. */
const MOST_HEAD = 16 << 10;

/** What a request says to `createConnection`, beside what node:https says. */
export interface TunnelOptions {
  /** Aborted when the request is over before its tunnel is there. */
  readonly gone?: AbortSignal;
}

interface Target extends TunnelOptions {
  host?: string;
  hostname?: string;
  port?: number;
  servername?: string;
}

type Connected = (error: Error | null, socket?: Socket) => void;

/**
 * Connections through an HTTP proxy (CONNECT, RFC 9110 §9.3.6), TLS inside: what node:https calls
 * `createConnection`. Until they end, they are in `open`.
 */
export function openTunnel(
  proxy: Proxy,
  open: Set<{ destroy(): unknown }>,
): (target: Target, done: Connected) => void {
  return function createConnection(target, done) {
    void connect(target, proxy, open).then(
      (socket) => done(null, socket),
      (error) => done(error instanceof Error ? error : new Error(String(error))),
    );
  };
}

async function connect(
  target: Target,
  proxy: Proxy,
  open: Set<{ destroy(): unknown }>,
): Promise<Socket> {
  const { connect: connectPlain } = await loadInTurn(() => import("node:net"));
  const { connect: connectTls } = await loadInTurn(() => import("node:tls"));
  const name = target.host ?? target.hostname ?? "";
  const authority = `${name.includes(":") ? `[${name}]` : name}:${target.port ?? 443}`;
  const plain = connectPlain({ host: proxy.host, port: proxy.port });
  open.add(plain);
  plain.once("close", () => open.delete(plain));
  plain.setTimeout(CONNECT_MS, () => plain.destroy(new Error("it does not answer")));
  await new Promise<void>((resolve, reject) => {
    plain.once("error", (error) => reject(unreached(error, authority, proxy)));
    plain.once("close", () => reject(unreached(new Error("it ended"), authority, proxy)));
    plain.once("connect", () => plain.write(connectHead(authority, proxy)));
    target.gone?.addEventListener("abort", () => plain.destroy(), { once: true });
    let head = "";
    plain.on("data", function onData(chunk: Uint8Array) {
      head += new TextDecoder("latin1").decode(chunk);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0 && head.length <= MOST_HEAD) return;
      plain.off("data", onData);
      plain.pause();
      const refusal = refusalOf(head, authority, proxy);
      if (refusal === undefined) resolve();
      else reject(refusal);
    });
    if (target.gone?.aborted) plain.destroy();
  }).catch((error) => {
    plain.destroy();
    throw error;
  });
  plain.setTimeout(0);
  const options = { ...target, socket: plain, servername: target.servername ?? name };
  return connectTls(options);
}

function connectHead(authority: string, { authorization }: Proxy): string {
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (authorization !== undefined) lines.push(`Proxy-Authorization: ${authorization.reveal()}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** What a proxy said instead of opening the way; undefined if it did open it. */
function refusalOf(head: string, authority: string, { shown }: Proxy): JoinError | undefined {
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
  const opened = status >= 200 && status < 300;
  // A server behind the proxy speaks only after our own first words.
  if (opened && head.indexOf("\r\n\r\n") + 4 === head.length) return undefined;
  if (opened || status === 0) {
    return new JoinError(
      "proxy-refused",
      `${shown} is not an HTTP proxy: its answer to CONNECT ${authority} is none`,
      { hint: "check HTTPS_PROXY, or unset it to go directly" },
    );
  }
  const detail = { status };
  if ([502, 503, 504].includes(status)) {
    return new JoinError(
      "server-unreachable",
      `The proxy ${shown} cannot reach ${authority} (status ${status})`,
      { detail, hint: "check the server's name and port, and the proxy's own way to it" },
    );
  }
  return new JoinError(
    "proxy-refused",
    `The way to ${authority} is closed: the proxy ${shown} refused with status ${status}`,
    { detail },
  );
}

function unreached(cause: Error, authority: string, { shown }: Proxy): JoinError {
  const hint = "check HTTPS_PROXY, or unset it to go directly";
  return "code" in cause && cause.code === "ECONNREFUSED"
    ? new JoinError(
      "server-refused",
      `The proxy ${shown} on the way to ${authority} refuses connections`,
      { cause, hint },
    )
    : new JoinError(
      "server-reset",
      `The connection to the proxy ${shown} failed on the way to ${authority}`,
      { cause, hint },
    );
}
