import { type Address, parseAddress } from "./address_block.ts";
import type { RouteTo } from "./types.ts";

interface Entry extends Address {
  readonly prefix: number;
  readonly interface: string;
  readonly metric: number;
  /** It exists to refuse. */
  readonly refuses: boolean;
}

/** linux/route.h, linux/ipv6_route.h */
const RTF_UP = 0x1;
const RTF_REJECT = 0x200;

/**
 * Which way a packet to this address would take, by the kernel's main table.
 *
 * @param read gives a file's text, or undefined if there is none
 * @see proc_net(5), /proc/net/route and /proc/net/ipv6_route
 */
export async function routeTo(
  address: string,
  read: (path: string) => Promise<string | undefined>,
): Promise<RouteTo> {
  const target = parseAddress(address);
  if (target === undefined) return { kind: "unknown" };
  const [path, parse] = target.bits === 32
    ? ["/proc/net/route", parseIpv4] as const
    : ["/proc/net/ipv6_route", parseIpv6] as const;
  const text = await read(path);
  if (text === undefined) return { kind: "unknown" };
  const [best] = text.split("\n").flatMap((line) => parse(line.trim().split(/\s+/)) ?? [])
    .filter((entry) => holds(entry, target))
    .sort((one, other) => other.prefix - one.prefix || one.metric - other.metric);
  if (best === undefined || best.refuses) return { kind: "none" };
  return { kind: "way", interface: best.interface };
}

function holds({ prefix, value, bits }: Entry, target: Address): boolean {
  const rest = BigInt(bits - prefix);
  return value >> rest === target.value >> rest;
}

/** Numbers in hex, in the byte order of the machine: all that Deno runs on are little-endian. */
function parseIpv4(words: readonly string[]): Entry | undefined {
  const [name = "", destination = "", , flags = "", , , metric = "", mask = ""] = words;
  if (!/^[0-9A-F]{8}$/.test(destination) || !/^[0-9A-F]{8}$/.test(mask)) return undefined;
  const ones = reversed(mask).toString(2).replaceAll("0", "").length;
  return toEntry(32, reversed(destination), {
    prefix: ones,
    interface: name,
    metric: Number(metric),
    flags: Number.parseInt(flags, 16),
  });
}

function parseIpv6(words: readonly string[]): Entry | undefined {
  const [destination = "", prefix = "", , , , metric = "", , , flags = "", name = ""] = words;
  if (!/^[0-9a-f]{32}$/.test(destination)) return undefined;
  return toEntry(128, BigInt(`0x${destination}`), {
    prefix: Number.parseInt(prefix, 16),
    interface: name,
    metric: Number.parseInt(metric, 16),
    flags: Number.parseInt(flags, 16),
  });
}

function toEntry(
  bits: 32 | 128,
  value: bigint,
  rest: { prefix: number; interface: string; metric: number; flags: number },
): Entry | undefined {
  if ((rest.flags & RTF_UP) === 0 && (rest.flags & RTF_REJECT) === 0) return undefined;
  return { bits, value, ...rest, refuses: (rest.flags & RTF_REJECT) !== 0 };
}

function reversed(hex: string): bigint {
  return BigInt(`0x${(hex.match(/../g) ?? []).reverse().join("")}`);
}
