import { isIpAddress } from "../config/ip_address.ts";
import { JoinError } from "../engine/errors.ts";
import { Secret } from "../trust/secret.ts";
import { type Address, type Block, isInBlock, parseAddress, parseBlock } from "./address_block.ts";
import type { Proxy } from "./types.ts";

type Environment = (name: string) => string | undefined;

/**
 * The proxy for an https:// URL, by HTTPS_PROXY and NO_PROXY as Go reads them.
 *
 * @returns undefined where the URL is to be reached directly
 * @throws JoinError `proxy-unusable`; its text never shows the proxy's password
 * @see golang.org/x/net/http/httpproxy
 */
export function proxyFor(url: string, env: Environment): Proxy | undefined {
  const value = env("HTTPS_PROXY") || env("https_proxy") || "";
  if (value === "") return undefined;
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "").toLowerCase();
  const port = Number(target.port || 443);
  if (isLoopback(host)) return undefined;
  const excepted = env("NO_PROXY") || env("no_proxy") || "";
  if (isExcepted(excepted, host, port)) return undefined;
  return parseProxy(value);
}

function isLoopback(host: string): boolean {
  if (host === "localhost") return true;
  return isIpAddress(host) && LOOPBACK.some((block) => isInBlock(block, host));
}

const LOOPBACK: readonly Block[] = ["127.0.0.0/8", "::1/128"].flatMap((text) =>
  parseBlock(text) ?? []
);

function isExcepted(list: string, host: string, port: number): boolean {
  return list.split(",").map((entry) => entry.trim().toLowerCase()).some((entry) => {
    if (entry === "") return false;
    if (entry === "*") return true;
    const block = parseBlock(entry);
    if (block !== undefined) return isIpAddress(host) && isInBlock(block, host);
    const [name, wanted] = splitPort(entry);
    if (wanted !== undefined && wanted !== port) return false;
    if (isIpAddress(name)) {
      return isSame(parseAddress(name), parseAddress(host));
    }
    const bare = name.replace(/^\*\./, ".");
    if (bare === "" || bare === ".") return false;
    return bare.startsWith(".") ? host.endsWith(bare) : host === bare || host.endsWith(`.${bare}`);
  });
}

function isSame(one: Address | undefined, other: Address | undefined): boolean {
  return one !== undefined && one.bits === other?.bits && one.value === other.value;
}

function splitPort(entry: string): [string, number | undefined] {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(entry);
  if (bracketed !== null) return [bracketed[1] ?? "", toPort(bracketed[2])];
  if (isIpAddress(entry)) return [entry, undefined];
  const [name = "", port] = entry.split(":");
  return [name, toPort(port)];
}

function toPort(text: string | undefined): number | undefined {
  return text === undefined || text === "" ? undefined : Number(text);
}

function parseProxy(value: string): Proxy {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === "") {
    throw new JoinError("proxy-unusable", "Cannot read HTTPS_PROXY: it is not a URL", {
      hint: "write it as http://HOST:PORT, or unset it for this command",
    });
  }
  const shown = `${url.protocol}//${url.host}`;
  if (url.protocol !== "http:") {
    throw new JoinError("proxy-unusable", `Cannot use the proxy ${shown}: only http:// is known`, {
      hint: "most proxies take http://HOST:PORT for https, too; or unset HTTPS_PROXY",
    });
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || 80),
    shown,
    authorization: authorizationOf(url, shown),
  };
}

/** RFC 7617 §2. */
function authorizationOf({ username, password }: URL, shown: string): Secret | undefined {
  if (username === "" && password === "") return undefined;
  try {
    const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return new Secret(`Basic ${new TextEncoder().encode(text).toBase64()}`);
  } catch {
    // Not the cause: it could show a part of them.
    throw new JoinError(
      "proxy-unusable",
      `Cannot read user or password of the proxy ${shown}: there is a wrong % in them`,
      { hint: "write a % in HTTPS_PROXY as %25" },
    );
  }
}
