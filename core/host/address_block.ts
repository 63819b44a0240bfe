import { isIpAddress, isIpv6Address } from "../config/ip_address.ts";

/** An IP address as a number. IPv4 addresses, mapped ones too, are those of 32 bits. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** Addresses that begin alike (CIDR, RFC 4632). */
export interface Block extends Address {
  /** How many bits of the beginning count. */
  readonly prefix: number;
}

const MAPPED = 0xffffn << 32n;

/** @returns undefined for what is not an IP address */
export function parseAddress(text: string): Address | undefined {
  const bare = text.replace(/%.*$/, "");
  if (!isIpAddress(bare)) return undefined;
  if (!isIpv6Address(bare)) return { bits: 32, value: fromBytes(bare.split(".").map(Number)) };
  // The URL reader gives one spelling, all in hex.
  const [head = "", tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(missing).fill("0"), ...after];
  const value = groups.reduce((sum, group) => sum << 16n | BigInt(`0x${group}`), 0n);
  return value >> 32n << 32n === MAPPED
    ? { bits: 32, value: value & 0xffffffffn }
    : { bits: 128, value };
}

/** @returns undefined for what is not ADDRESS/BITS */
export function parseBlock(text: string): Block | undefined {
  const [, base = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = parseAddress(base);
  if (address === undefined || Number(length) > address.bits) return undefined;
  return { ...address, prefix: Number(length) };
}

/** Whether the address is one of the block's. */
export function isInBlock(block: Block, text: string): boolean {
  const address = parseAddress(text);
  if (address?.bits !== block.bits) return false;
  const rest = BigInt(block.bits - block.prefix);
  return address.value >> rest === block.value >> rest;
}

function fromBytes(bytes: readonly number[]): bigint {
  return bytes.reduce((sum, byte) => sum << 8n | BigInt(byte), 0n);
}
