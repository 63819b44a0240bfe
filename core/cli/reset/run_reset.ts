import { readAdministrator } from "../../discovery/administrator.ts";
import type { Emit, Outcome } from "../../engine/events.ts";
import type { ResetHost } from "../../host/types.ts";
import { reset } from "../../reset/reset.ts";
import type { ResetFlags } from "../commands/command.ts";

/** Runs `kubeworker reset` to its end: flags, then the work. */
export async function runReset(
  flags: ResetFlags,
  { host, emit, signal }: { host: ResetHost; emit: Emit; signal: AbortSignal },
): Promise<Outcome> {
  const administrator = flags.deleteNode === undefined
    ? undefined
    : await readAdministrator(flags.deleteNode, host, { flag: "--delete-node" });
  return await reset({
    host,
    emit,
    signal,
    options: {
      force: flags.force ?? false,
      dryRun: flags.dryRun ?? false,
      criSocket: flags.criSocket,
      administrator,
    },
  });
}
