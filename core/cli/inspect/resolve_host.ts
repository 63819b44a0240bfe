import { isIpAddress } from "../../config/ip_address.ts";
import { within } from "../../engine/deadline.ts";
import { JoinError } from "../../engine/errors.ts";
import { untilAborted } from "../../engine/until_aborted.ts";
import type { Host } from "../../host/types.ts";

export interface ResolveOptions {
  host: Pick<Host, "clock" | "local">;
  signal: AbortSignal;
  timeoutMs: number;
}

/** Addresses of a name; of an address itself. None when the resolver does not answer in time. */
export async function resolveHost(
  name: string,
  { host, signal, timeoutMs }: ResolveOptions,
): Promise<string[]> {
  if (isIpAddress(name)) return [name];
  const { clock, local } = host;
  function onTimeout(): JoinError {
    return new JoinError("server-name-unknown", `"${name}" did not resolve in time`);
  }
  try {
    const found = await within(
      timeoutMs,
      { clock, signal, onTimeout },
      (limited) => untilAborted(local.resolve(name), limited),
    );
    return [...new Set(found)];
  } catch {
    return [];
  }
}
