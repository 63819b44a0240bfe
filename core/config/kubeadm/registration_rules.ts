import { JoinError } from "../../engine/errors.ts";
import { readRegistration } from "../registration_options.ts";
import type { Findings, Place } from "../source/finding.ts";
import { argumentsAsFlags, taintsAsFlags } from "./registration_flags.ts";
import type { TypeName } from "./types.ts";

/** A value of a file, and where it is. */
interface Written {
  readonly value: unknown;
  readonly at: Place;
  readonly path: string;
}

/** Taints and the kubelet's arguments, by the rules of the flags that say the same. */
export function checkRegistration(
  type: TypeName,
  { value, at, path }: Written,
  findings: Findings,
): void {
  const isArguments = type === "argument-map" || type === "argument-list";
  if (!isArguments && type !== "taints") return;
  try {
    readRegistration(
      isArguments ? { kubeletExtraArg: argumentsAsFlags(value) } : { taints: taintsAsFlags(value) },
      "NAME",
    );
  } catch (error) {
    if (!(error instanceof JoinError)) throw error;
    const refused = error.code === "kubelet-argument-refused" || error.code === "label-forbidden";
    const text = refused ? `${error.message}: ${error.hint}` : error.message;
    findings.add(refused ? "unsupported" : "invalid", at, path, text);
  }
}
