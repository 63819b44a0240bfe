import type { Exec } from "../host/types.ts";

/** An address of one of this machine's interfaces. */
export interface MachineAddress {
  readonly interface: string;
  readonly address: string;
  /** `global`, `link` or `host`. */
  readonly scope: string;
  /** One that is replaced from time to time (RFC 8981), or is on its way out. */
  readonly passing: boolean;
}

const IP_MS = 5000;

/** All addresses of this machine; undefined where `ip` does not say. @see ip-address(8) */
export async function readAddresses(
  exec: Exec,
  signal: AbortSignal,
): Promise<MachineAddress[] | undefined> {
  const text = await askIp(exec, ["-o", "addr", "show"], signal);
  return text?.split("\n").flatMap((line) => {
    const [, device, address, rest = ""] = /^\d+: (\S+)\s+inet6? ([^/\s]+)(.*)$/.exec(line) ?? [];
    if (device === undefined || address === undefined) return [];
    const scope = /\bscope (\S+)/.exec(rest)?.[1] ?? "";
    const passing = /\b(temporary|deprecated|tentative)\b/.test(rest);
    return [{ interface: device, address, scope, passing }];
  });
}

/** The address that the kernel puts into packets to another; undefined where there is no way. @see ip-route(8) */
export async function sourceAddress(
  exec: Exec,
  target: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const text = await askIp(exec, ["-o", "route", "get", target], signal);
  return /\bsrc (\S+)/.exec(text ?? "")?.[1];
}

async function askIp(
  exec: Exec,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!await exec.has("ip")) return undefined;
  const { code, stdout } = await exec.run("ip", args, { timeoutMs: IP_MS, signal });
  return code === 0 ? stdout : undefined;
}
