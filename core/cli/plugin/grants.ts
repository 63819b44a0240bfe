import type { PluginListing } from "../../config/worker_configuration.ts";
import { isPlainPath } from "../../config/plain_path.ts";
import { isNetAddress } from "../../config/worker_configuration_form.ts";
import { JoinError } from "../../engine/errors.ts";

/** What `--grant` and `--vouch` allow a plugin that is tried out. @throws JoinError `usage` */
export function readGrants(
  grants: readonly string[],
  vouch: boolean,
): PluginListing["permissions"] {
  const read: string[] = [];
  const net: string[] = [];
  for (const grant of grants) {
    const [, kind, value = ""] = /^(net|read)=(.*)$/s.exec(grant) ?? [];
    if (kind === "net" && isNetAddress(value)) net.push(value);
    else if (kind === "read" && isPlainPath(value)) read.push(value);
    else {
      throw new JoinError("usage", `Cannot use "${grant}" for --grant`, {
        hint: "write net=HOST, net=HOST:PORT or read=/ABSOLUTE/PATH",
      });
    }
  }
  return { net, read, vouch };
}
