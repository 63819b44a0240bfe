import type { FlagName, JoinFlags } from "../join_flags.ts";
import { argumentsAsFlags, gatesAsFlags, taintsAsFlags } from "./registration_flags.ts";
import type { Place } from "../source/finding.ts";
import type { TimeoutName } from "../timeouts.ts";
import { isZero, type JoinDocument } from "./read.ts";
import type { TypeName } from "./types.ts";

/** What a file says, as if it had been said by flags. */
export interface FileFlags {
  readonly flags: JoinFlags;
  /** Where each is from. */
  readonly origins: ReadonlyMap<FlagName | `timeout.${TimeoutName}`, Place>;
}

/** The flags that do what a JoinConfiguration asks for. */
export function toFlags({ values }: JoinDocument): FileFlags {
  const origins = new Map<FlagName | `timeout.${TimeoutName}`, Place>();
  const found: Partial<Record<FlagName, unknown>> = {};
  const timeout: string[] = [];
  for (const { field: { use, type }, value, at } of values.values()) {
    if (isZero(value)) continue;
    if (use.kind === "timeout") {
      timeout.push(`${use.name}=${value}`);
      origins.set(`timeout.${use.name}`, at);
    } else if (use.kind === "flag") {
      const said = asFlag(type, use.flag === "endpoints" ? [value].flat() : value);
      if (isZero(said)) continue;
      found[use.flag] = said;
      origins.set(use.flag, at);
    }
  }
  if (timeout.length > 0) found.timeout = timeout;
  return { flags: found as JoinFlags, origins };
}

/** What stands for a value on the command line. */
function asFlag(type: TypeName, value: unknown): unknown {
  if (type === "taints") return taintsAsFlags(value);
  if (type === "gates") return gatesAsFlags(value);
  return type === "argument-map" || type === "argument-list" ? argumentsAsFlags(value) : value;
}
