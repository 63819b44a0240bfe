import type { Host } from "../host/types.ts";
import { RESOLVED_CONF } from "./kubelet_configuration.ts";

/**
 * The list of name servers that pods are to get. With systemd-resolved, /etc/resolv.conf names a server that
 * pods cannot reach.
 *
 * @returns undefined where the kubelet's own default will do
 */
export async function findResolvConf(
  { files, services }: Pick<Host, "files" | "services">,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (await files.stat(RESOLVED_CONF) === undefined) return undefined;
  const { state } = await services.status("systemd-resolved", signal);
  return state === "running" ? RESOLVED_CONF : undefined;
}
