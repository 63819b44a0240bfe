import { isIpAddress, isIpv6Address } from "./ip_address.ts";
import { JoinError } from "../engine/errors.ts";

/** An API server's address as the operator wrote it. */
export interface Endpoint {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** `host:port`, IPv6 in brackets. */
  readonly text: string;
}

/**
 * Reads HOST:PORT. kubeadm looks at no more than the colon; here what cannot work is said at once.
 *
 * @throws JoinError `endpoint-malformed`
 */
export function parseEndpoint(text: string): Endpoint {
  function fail(why: string, hint?: string): never {
    throw new JoinError(
      "endpoint-malformed",
      `Cannot use "${text}" as an API server: ${why}`,
      hint === undefined ? {} : { hint },
    );
  }
  if (text === "") fail("it is empty");
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/(.*?)\/?$/.exec(text);
  if (scheme !== null) {
    fail("it has a scheme", `write ${withPort((scheme[2] ?? "").replace(/\/.*$/, ""))} instead`);
  }
  if (text.includes("/")) {
    fail("it has a path", `write ${withPort(text.slice(0, text.indexOf("/")))} instead`);
  }
  if (text.includes("@")) fail("it has a user name");
  const [, bracketed, plain, portText] = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(text) ?? [];
  if (portText === undefined) {
    if (text.split(":").length > 2 && !text.includes("[")) {
      fail("an IPv6 address needs brackets", `write [${text}]:6443`);
    }
    fail("it has no port", `write ${withPort(text)}; the API server's usual port is 6443`);
  }
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : NaN;
  if (!(port >= 1 && port <= 65535)) fail(`"${portText}" is not a port between 1 and 65535`);
  const host = bracketed ?? plain ?? "";
  if (bracketed !== undefined) {
    if (host.includes("%")) fail("a zone id (%…) in an address is not supported");
    if (!isIpv6Address(host)) fail(`"${host}" is not an IPv6 address`);
    return { host, port, text: `[${host}]:${port}` };
  }
  if (!isHostName(host)) fail(host === "" ? "it has no host" : `"${host}" is not a host name`);
  return { host, port, text: `${host}:${port}` };
}

function isHostName(host: string): boolean {
  if (/^[\d.]+$/.test(host)) return isIpAddress(host);
  // Readers of URLs take a last part of digits, or of 0x and hex digits, for an address.
  if (!URL.canParse(`https://${host}`)) return false;
  if (new URL(`https://${host}`).hostname !== host.toLowerCase()) return false;
  return host.length <= 253 &&
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.?$/i.test(host);
}

function withPort(host: string): string {
  return /:\d+$/.test(host) ? host : `${host}:6443`;
}
