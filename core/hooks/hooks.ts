import { doubtAbout } from "../config/root_only.ts";
import type { HookList } from "../config/worker_configuration.ts";
import { JoinError } from "../engine/errors.ts";
import type { Emit } from "../engine/events.ts";
import type { HookPlace } from "../engine/facts.ts";
import type { Host } from "../host/types.ts";
import { runHook } from "./run_hook.ts";

export interface HookMoment {
  readonly nodeName: string;
  /** `https://host:port` of the cluster that this machine trusts. */
  readonly server: string;
  /** Why the join failed. */
  readonly errorCode?: string;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** The operator's own programs around a join. What they do is not in the journal. */
export interface Hooks {
  /** Runs those of a place, one after the other. @throws JoinError `hook-failed` at the first that fails */
  run(place: HookPlace, moment: HookMoment): Promise<void>;
}

/**
 * Checks hooks before anything is done: each is a program that is there, and that root alone can change.
 *
 * @throws JoinError `hook-unusable`
 */
export async function prepareHooks(
  lists: HookList,
  host: Pick<Host, "exec" | "files" | "sandbox" | "clock">,
): Promise<Hooks> {
  for (const place of PLACES) {
    for (const { command: [path] } of lists[place] ?? []) await check(path, place, host);
  }
  return {
    async run(place, { nodeName, server, errorCode, emit, signal }) {
      const env = {
        KUBEWORKER_NODE_NAME: nodeName,
        KUBEWORKER_SERVER: server,
        ...(errorCode === undefined ? {} : { KUBEWORKER_ERROR_CODE: errorCode }),
      };
      for (const hook of lists[place] ?? []) {
        await runHook(hook, { host, clock: host.clock, place, env, emit, signal });
      }
    },
  };
}

/** What a dry run has to say about them. */
export function showHooks(lists: HookList, emit: Emit): void {
  for (const place of PLACES) {
    for (const { command: [path] } of lists[place] ?? []) {
      emit({ kind: "hook", place, path, outcome: "shown" });
    }
  }
}

const PLACES = ["beforeKubelet", "afterJoin", "onFailure"] as const satisfies HookPlace[];

async function check(
  path: string,
  place: HookPlace,
  host: Pick<Host, "exec" | "files" | "sandbox">,
): Promise<void> {
  const doubt = await doubtAbout(path, host) ??
    (await host.exec.has(path) ? undefined : "it is no file that may be executed");
  if (doubt === undefined) return;
  throw new JoinError("hook-unusable", `Cannot use hook ${path} (${place}): ${doubt}`);
}
