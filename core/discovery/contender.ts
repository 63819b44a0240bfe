import { isIpAddress } from "../config/ip_address.ts";
import { JoinError } from "../engine/errors.ts";
import type { Clock, Local, Route } from "../host/types.ts";

/** A resolver that takes longer than this is not waited for: whoever asks tries the name again. */
const RESOLVING_MS = 2000;

/** One way to one server: a server may have several addresses, and a proxy in front of it. */
export interface Contender {
  /** `https://host:port`, perhaps with a path, without a slash at its end. */
  readonly url: string;
  readonly route?: Route | undefined;
  /** For people: the server, and the address or proxy where there are several ways to it. */
  readonly name: string;
}

export interface ContenderContext {
  readonly local: Pick<Local, "resolve" | "proxyFor">;
  readonly clock: Pick<Clock, "sleep">;
  readonly signal: AbortSignal;
  /** Told of a proxy that cannot be used. */
  warn(text: string, hint: string): void;
}

/**
 * All ways to these servers: the first of each server, then the second of each, and so on. Where the
 * environment names a proxy, that is a server's first way; without it comes next. A name's addresses
 * alternate between the families (RFC 8305 §4).
 *
 * @throws the reason of the signal
 */
export async function contendersFor(
  urls: readonly string[],
  ctx: ContenderContext,
): Promise<Contender[]> {
  const ways = await Promise.all(urls.map(async (url) => [
    ...throughProxy(url, ctx),
    ...await directly(url, ctx),
  ]));
  const most = Math.max(0, ...ways.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) => ways.flatMap((way) => way[index] ?? [])).flat();
}

function throughProxy(url: string, { local, warn }: ContenderContext): Contender[] {
  try {
    const proxy = local.proxyFor(url);
    if (proxy === undefined) return [];
    return [{ url, route: { proxy }, name: `${serverName(url)} through ${proxy.shown}` }];
  } catch (error) {
    if (!(error instanceof JoinError)) throw error;
    warn(`${error.message}; going directly`, error.hint);
    return [];
  }
}

async function directly(url: string, ctx: ContenderContext): Promise<Contender[]> {
  const plain = { url, name: serverName(url) };
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  if (isIpAddress(host)) return [plain];
  const addresses = [...new Set(await resolved(host, ctx))];
  if (addresses.length < 2) return [plain];
  return alternate(addresses).map((address) => ({
    url,
    route: { address },
    name: `${serverName(url)} (${address})`,
  }));
}

/** @returns none where the resolver knows none, or takes too long */
async function resolved(host: string, { local, clock, signal }: ContenderContext) {
  const enough = new AbortController();
  const late = clock.sleep(RESOLVING_MS, AbortSignal.any([signal, enough.signal]))
    .then(() => [], () => []);
  const addresses = await Promise.race([local.resolve(host), late]);
  enough.abort();
  await late;
  signal.throwIfAborted();
  return addresses;
}

/** The resolver's order, but one family after the other, beginning with that of its first choice. */
function alternate(addresses: readonly string[]): string[] {
  const isSix = (address: string): boolean => address.includes(":");
  const first = isSix(addresses[0] ?? "");
  const preferred = addresses.filter((address) => isSix(address) === first);
  const others = addresses.filter((address) => isSix(address) !== first);
  const rounds = Math.max(preferred.length, others.length);
  return Array.from({ length: rounds }, (_, index) => [
    ...preferred.slice(index, index + 1),
    ...others.slice(index, index + 1),
  ]).flat();
}

/** `host:port` of a server's URL, and its path if it has one. */
export function serverName(url: string): string {
  return url.replace(/^https:\/\//, "");
}
